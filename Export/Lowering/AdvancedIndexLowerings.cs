using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Reading and writing elements by several tensors of positions or masks: <c>x[a, :, mask]</c>.</summary>
internal static class AdvancedIndexLowerings
{
    /// <summary>The indexed dimensions with their positions, all of one shape, and how many dimensions that shape has.</summary>
    private sealed record Selection(IReadOnlyList<int> Axes, IReadOnlyList<Value> Positions, int Rank)
    {
        /// <summary>Where the positions' dimensions stand in the result: at the first indexed one when these are neighbours, else in front.</summary>
        public int Place => Axes.Index().All(a => a.Item == Axes[0] + a.Index) ? Axes[0] : 0;

        public IReadOnlyList<int> Rest(int rank) => [.. Enumerable.Range(0, rank).Except(Axes)];
    }

    [Lowering("aten::index.Tensor", "aten::_unsafe_index.Tensor")]
    public static Value Read(LoweringContext c)
    {
        var x = c.Input(0);
        var selection = Select(c);
        if (selection.Axes.Count == 0) return x;
        if (selection.Axes.Count == 1) return c.Gather(x, selection.Positions[0], selection.Axes[0]);
        int rank = c.Rank(0);
        var rest = selection.Rest(rank);
        var found = c.Op("GatherND", [c.Transpose(x, [.. selection.Axes, .. rest]), Stack(c, selection)]);
        // [positions, rest] becomes [rest before the place, positions, rest behind]
        int before = selection.Place, own = selection.Rank;
        return c.Transpose(found, [.. Enumerable.Range(own, before), .. Enumerable.Range(0, own), .. Enumerable.Range(own + before, rest.Count - before)]);
    }

    // self, indices, values, accumulate
    [Lowering("aten::index_put", "aten::_index_put_impl", "aten::_unsafe_index_put")]
    public static Value Write(LoweringContext c)
    {
        var x = c.Input(0);
        bool accumulate = c.Boolean(3);
        var values = c.Cast(c.Input(2), x.Type);
        if (!accumulate && OnlyMask(c) is { } mask && c.Shape(2).All(d => d.TryGetConstant(out long size) && size == 1))
        {
            long[] trailing = [.. Enumerable.Range(mask.Shape.Count, c.Rank(0) - mask.Shape.Count).Select(d => (long)d)];
            var single = c.Rank(2) == 0 ? values : c.Op("Reshape", [values, c.Int64s()]);
            return c.Where(c.Unsqueeze(c.ValueOf(mask), trailing), single, x);
        }
        var selection = Select(c);
        if (selection.Axes.Count == 0) return accumulate ? c.Add(x, values) : c.Expand(values, c.Shape(0));
        int rank = c.Rank(0), before = selection.Place, own = selection.Rank;
        var rest = selection.Rest(rank);
        var shape = c.Shape(0);
        var sizes = new List<Value>();
        if (before > 0) sizes.Add(c.SizeVector([.. rest.Take(before).Select(d => shape[d])]));
        if (own > 0) sizes.Add(c.Op("Shape", [selection.Positions[0]], type: DataType.Int64));
        if (rest.Count > before) sizes.Add(c.SizeVector([.. rest.Skip(before).Select(d => shape[d])]));
        var updates = sizes.Count == 0 ? values : c.Op("Expand", [values, c.Concatenate(sizes, 0)]);
        updates = c.Transpose(updates, [.. Enumerable.Range(before, own), .. Enumerable.Range(0, before), .. Enumerable.Range(before + own, rest.Count - before)]);
        int[] order = [.. selection.Axes, .. rest];
        var written = c.Op("ScatterND", [c.Transpose(x, order), Stack(c, selection), updates], accumulate ? [new StringAttribute("reduction", "add")] : null);
        return c.Transpose(written, [.. Enumerable.Range(0, rank).Select(d => Array.IndexOf(order, d))]);
    }

    private static Value Stack(LoweringContext c, Selection selection) => c.Concatenate([.. selection.Positions.Select(p => c.Unsqueeze(p, selection.Rank))], selection.Rank);

    private static ProgramTensor? OnlyMask(LoweringContext c) => c.OptionalTensorList(1) is [{ Type: ScalarType.Bool or ScalarType.Byte } mask] && mask.Type == ScalarType.Bool ? mask : null;

    private static Selection Select(LoweringContext c)
    {
        var axes = new List<int>();
        var positions = new List<Value>();
        var shapes = new List<IReadOnlyList<Dimension?>>();
        int axis = 0;
        foreach (var tensor in c.OptionalTensorList(1))
        {
            if (tensor is null)
            {
                axis++;
                continue;
            }
            if (tensor.Type is ScalarType.Bool or ScalarType.Byte)
            {
                int rank = tensor.Shape.Count;
                if (rank == 0) throw LoweringContext.Refuse("an index that is a boolean scalar");
                var found = c.Op("NonZero", [c.Truth(c.ValueOf(tensor))], type: DataType.Int64);
                for (int d = 0; d < rank; d++)
                {
                    positions.Add(rank == 1 ? c.Squeeze(found, 0) : c.Gather(found, c.Constant(ConstantTensor.Scalar((long)d)), 0));
                    shapes.Add([null]);
                    axes.Add(axis++);
                }
                continue;
            }
            positions.Add(c.Cast(c.ValueOf(tensor), DataType.Int64));
            shapes.Add(tensor.Shape);
            axes.Add(axis++);
        }
        return new Selection(axes, Broadcast(c, positions, shapes), shapes.Count == 0 ? 0 : shapes.Max(s => s.Count));
    }

    private static List<Value> Broadcast(LoweringContext c, List<Value> positions, List<IReadOnlyList<Dimension?>> shapes)
    {
        if (shapes.Count < 2 || shapes.All(s => s.SequenceEqual(shapes[0]) && s.All(d => d is not null))) return positions;
        // the sum of all has the shape that they broadcast to, known sizes or not
        var shape = c.Op("Shape", [positions.Skip(1).Aggregate(positions[0], c.Add)], type: DataType.Int64);
        return [.. positions.Select(p => c.Op("Expand", [p, shape]))];
    }
}
