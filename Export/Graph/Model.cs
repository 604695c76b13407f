namespace OnnxForge.Export;

/// <summary>A graph with what a file says around it.</summary>
internal sealed class Model
{
    /// <summary>Makes a model of one graph for one opset, with the IR version that the opset came with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The opset is not one of <see cref="OpsetVersions"/>.</exception>
    public Model(Graph graph, long opset = OpsetVersions.Default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Graph = graph;
        IrVersion = OpsetVersions.IrVersionFor(opset);
        Opsets[""] = opset;
    }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>The version of each domain that the nodes use; the empty name is ONNX's own.</summary>
    public SortedDictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);

    /// <summary>The version of the file format.</summary>
    public long IrVersion { get; set; }

    /// <summary>What made the model.</summary>
    public string ProducerName { get; set; } = "OnnxForge";

    /// <summary>The version of what made the model.</summary>
    public string ProducerVersion { get; set; } = "";

    /// <summary>Texts that travel with the model.</summary>
    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);
}
