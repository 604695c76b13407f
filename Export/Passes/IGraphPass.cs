namespace OnnxForge.Export;

/// <summary>A rewrite of a model that keeps what it computes, the signature included.</summary>
internal interface IGraphPass
{
    /// <summary>The name in records and errors.</summary>
    string Name { get; }

    /// <summary>Rewrites the model in place. A second run in a row changes nothing.</summary>
    PassResult Run(Model model);
}
