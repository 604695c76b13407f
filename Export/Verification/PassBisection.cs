namespace OnnxForge.Export;

/// <summary>Finds the pass with which bytes stop to compute what the function computes.</summary>
/// <param name="build">A new model of the same program with the given passes run.</param>
/// <param name="verifier">Tells whether a model still fails where the whole one failed.</param>
internal sealed class PassBisection(Func<IReadOnlyList<PassPosition>, Model> build, ParityVerifier verifier)
{
    /// <summary>The pass to leave out; null when the difference is there without any.</summary>
    /// <remarks>A pass that fails alone is to blame. Where none does, it is the one that completes the shortest failing beginning of the list.</remarks>
    public PassPosition? Find(IReadOnlyList<PassPosition> passes, VerificationException failure)
    {
        if (!Holds([], failure)) return null;
        if (passes.FirstOrDefault(p => !Holds([p], failure)) is { } alone) return alone;
        for (int count = 2; count <= passes.Count; count++)
            if (!Holds([.. passes.Take(count)], failure)) return passes[count - 1];
        return null;
    }

    /// <summary>Whether a model with these passes agrees where the whole one failed.</summary>
    public bool Holds(IReadOnlyList<PassPosition> passes, VerificationException failure)
    {
        Model model;
        try { model = build(passes); }
        catch (PassException) { return false; }
        return verifier.Holds(OnnxWriter.Write(model), model.Graph, failure);
    }
}
