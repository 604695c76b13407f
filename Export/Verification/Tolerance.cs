namespace OnnxForge.Export;

/// <summary>How far a value may lie from the expected one: <c>absolute + relative * max(|expected|, root mean square of the output)</c>.</summary>
internal sealed record Tolerance(double Absolute, double Relative)
{
    /// <summary>
    /// The tolerances of torch.testing for the coarsest element type in the graph, the relative one times the number of steps
    /// that round on the longest path, because each adds its own error.
    /// </summary>
    public static Tolerance For(Graph graph, VerificationOptions options)
    {
        var types = graph.Nodes.SelectMany(n => n.Outputs).Concat(graph.Inputs).Select(v => v.Type).ToHashSet();
        var (relative, absolute) =
            types.Contains(DataType.BFloat16) ? (1.6e-2, 1e-5)
            : types.Contains(DataType.Float16) ? (1e-3, 1e-5)
            : types.Contains(DataType.Float) ? (1.3e-6, 1e-5)
            : types.Contains(DataType.Double) ? (1e-7, 1e-7)
            : (0, 0);
        return new Tolerance(options.AbsoluteTolerance ?? absolute, options.RelativeTolerance ?? Math.Min(relative * Depth(graph), Math.Max(relative, 1e-2)));
    }

    private static int Depth(Graph graph)
    {
        var depth = new Dictionary<Value, int>();
        foreach (var node in graph.Nodes)
        {
            int before = node.Inputs.Max(i => i is null ? 0 : depth.GetValueOrDefault(i));
            foreach (var output in node.Outputs) depth[output] = TorchTypes.IsFloating(output.Type) ? before + 1 : before;
        }
        return Math.Max(1, graph.Outputs.Max(o => depth.GetValueOrDefault(o)));
    }
}
