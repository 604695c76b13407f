namespace OnnxForge.Export;

/// <summary>Recurrent layers over whole sequences, and their single steps.</summary>
internal static class RecurrentLowerings
{
    /// <summary>What distinguishes the kinds: ONNX's operator, and libtorch's gates in ONNX's order.</summary>
    private sealed record Kind(string OpType, int[] Gates, string Order, IReadOnlyList<NodeAttribute> Attributes);

    // libtorch: input, forget, cell, output; ONNX: input, output, forget, cell
    private static readonly Kind Lstm = new("LSTM", [0, 3, 1, 2], "iofc", []);

    // libtorch: reset, update, new; ONNX: update, reset, hidden. The reset applies after the product in both.
    private static readonly Kind Gru = new("GRU", [1, 0, 2], "zrh", [new IntAttribute("linear_before_reset", 1)]);

    private static readonly Kind Tanh = new("RNN", [0], "tanh", []);

    private static readonly Kind Relu = new("RNN", [0], "relu", []);

    /// <summary>Whether an operator is a recurrent layer over a whole sequence.</summary>
    public static bool IsLayer(string name) => name is "aten::lstm" or "aten::gru" or "aten::rnn_tanh" or "aten::rnn_relu";

    [Lowering("aten::lstm.input")]
    public static IReadOnlyList<Value> LongShortTerm(LoweringContext c) => Layers(c, Lstm, [.. c.InputList(1).Select(v => v!)]);

    [Lowering("aten::gru.input")]
    public static IReadOnlyList<Value> Gated(LoweringContext c) => Layers(c, Gru, [c.Input(1)]);

    [Lowering("aten::rnn_tanh.input")]
    public static IReadOnlyList<Value> SimpleTanh(LoweringContext c) => Layers(c, Tanh, [c.Input(1)]);

    [Lowering("aten::rnn_relu.input")]
    public static IReadOnlyList<Value> SimpleRelu(LoweringContext c) => Layers(c, Relu, [c.Input(1)]);

    [Lowering("aten::lstm.data", "aten::gru.data", "aten::rnn_tanh.data", "aten::rnn_relu.data", "aten::_pack_padded_sequence", "aten::_pad_packed_sequence")]
    public static Value Packed(LoweringContext c) => throw LoweringContext.Refuse("packed sequences, whose batch sizes depend on the data; pass padded sequences instead");

    // input, states, weights
    [Lowering("aten::lstm_cell")]
    public static IReadOnlyList<Value> LongShortTermStep(LoweringContext c) => Step(c, Lstm, [.. c.InputList(1).Select(v => v!)]);

    [Lowering("aten::gru_cell")]
    public static Value GatedStep(LoweringContext c) => Step(c, Gru, [c.Input(1)])[0];

    [Lowering("aten::rnn_tanh_cell")]
    public static Value SimpleTanhStep(LoweringContext c) => Step(c, Tanh, [c.Input(1)])[0];

    [Lowering("aten::rnn_relu_cell")]
    public static Value SimpleReluStep(LoweringContext c) => Step(c, Relu, [c.Input(1)])[0];

    // input, states, weights, biases, layers, dropout, training, bidirectional, batch first
    private static List<Value> Layers(LoweringContext c, Kind kind, IReadOnlyList<Value> states)
    {
        bool biased = c.Boolean(3), bidirectional = c.Boolean(7), batchFirst = c.Boolean(8);
        int layers = (int)c.Integer(4), directions = bidirectional ? 2 : 1, each = biased ? 4 : 2;
        if (c.Boolean(6) && c.Number(5) != 0 && layers > 1) throw LoweringContext.Refuse("dropout between recurrent layers in training mode is random; call eval() before the export");
        var weights = c.TensorList(2);
        if (weights.Count != layers * directions * each) throw LoweringContext.Refuse("a recurrent layer with projections, which ONNX does not have");
        long hidden = LoweringContext.Fixed(weights[1].Shape[^1]!);
        int[] swap = [1, 0, 2];
        var x = batchFirst ? c.Transpose(c.Input(0), swap) : c.Input(0);
        var output = c.ResultShape();
        var inner = batchFirst ? new[] { output[1], output[0], output[2] } : [.. output];
        var last = states.Select(_ => new List<Value>()).ToList();
        for (int layer = 0; layer < layers; layer++)
        {
            int start = layer * directions;
            var own = Enumerable.Range(start, directions).Select(d => weights.Skip(d * each).Take(each).ToList()).ToList();
            var initial = states.Select(s => layers == 1 ? s : c.Slice(s, 0, start, start + directions)).ToList();
            var results = Layer(c, kind, x, initial, own, hidden, bidirectional);
            // [time, directions, batch, hidden] becomes [time, batch, directions * hidden]
            x = bidirectional ? c.Reshape(c.Transpose(results[0], [0, 2, 1, 3]), inner) : c.Squeeze(results[0], 1);
            for (int s = 0; s < states.Count; s++) last[s].Add(results[s + 1]);
        }
        return [batchFirst ? c.Transpose(x, swap) : x, .. last.Select(s => c.Concatenate(s, 0))];
    }

    private static IReadOnlyList<Value> Step(LoweringContext c, Kind kind, IReadOnlyList<Value> states)
    {
        var weights = Enumerable.Range(2, 4).Where(i => !c.IsNone(i)).Select(c.Tensor).ToList();
        long hidden = LoweringContext.Fixed(weights[1].Shape[^1]!);
        bool batched = c.Rank(0) == 2;
        long[] added = batched ? [0] : [0, 1];
        var results = Layer(c, kind, c.Unsqueeze(c.Input(0), added), [.. states.Select(s => c.Unsqueeze(s, added))], [weights], hidden, false);
        return [.. results.Skip(1).Select(r => c.Squeeze(r, added))];
    }

    private static IReadOnlyList<Value> Layer(LoweringContext c, Kind kind, Value x, List<Value> states, List<List<ProgramTensor>> directions, long hidden, bool bidirectional)
    {
        // ONNX Runtime lists kernels for float64, which refuse to run
        if (x.Type == DataType.Double) throw LoweringContext.Refuse($"ONNX Runtime has no {kind.OpType} for float64; compute in float32");
        Value Weight(int index) => Stack(c, [.. directions.Select(d => Reorder(c, d[index], kind, hidden))]);
        Value? bias = null;
        if (directions[0].Count == 4)
            bias = Stack(c, [.. directions.Select(d => c.Concatenate([Reorder(c, d[2], kind, hidden), Reorder(c, d[3], kind, hidden)], 0))]);
        List<NodeAttribute> attributes = [new IntAttribute("hidden_size", hidden), new StringAttribute("direction", bidirectional ? "bidirectional" : "forward"), .. kind.Attributes];
        if (kind.OpType == "RNN") attributes.Add(new StringsAttribute("activations", [.. directions.Select(_ => kind == Tanh ? "Tanh" : "Relu")]));
        return c.Ops(kind.OpType, [x, Weight(0), Weight(1), bias, null, .. states], [.. Enumerable.Repeat(x.Type, states.Count + 1)], attributes);
    }

    // weights that are constants are put in ONNX's order here, so that the file holds them ready for use
    private static Value Reorder(LoweringContext c, ProgramTensor weight, Kind kind, long hidden)
    {
        var value = c.ValueOf(weight);
        if (kind.Gates.Length == 1) return value;
        if (value.Constant is not { } constant) return c.Concatenate([.. kind.Gates.Select(g => c.Slice(value, 0, g * hidden, (g + 1) * hidden))], 0);
        int block = constant.Data.Length / kind.Gates.Length;
        var bytes = kind.Gates.SelectMany(g => constant.Data.Slice(g * block, block).ToArray()).ToArray();
        return c.Constant(ConstantTensor.FromBytes(constant.Type, constant.Dims, bytes), $"{weight.Name ?? kind.OpType}_{kind.Order}");
    }

    private static Value Stack(LoweringContext c, IReadOnlyList<Value> directions)
    {
        if (directions.Any(d => d.Constant is null)) return c.Concatenate([.. directions.Select(d => c.Unsqueeze(d, 0))], 0);
        var first = directions[0].Constant!;
        return c.Constant(ConstantTensor.FromBytes(first.Type, [directions.Count, .. first.Dims], directions.SelectMany(d => d.Constant!.Data.ToArray()).ToArray()), directions[0].Name);
    }
}
