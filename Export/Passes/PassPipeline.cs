using System.Globalization;

namespace OnnxForge.Export;

/// <summary>Runs passes in order, again and again until none changes anything, and verifies the model after each.</summary>
internal sealed class PassPipeline
{
    private readonly int maximumRounds;

    /// <summary>Makes a pipeline.</summary>
    /// <param name="positions">The passes in order.</param>
    /// <param name="maximumRounds">After so many rounds a pipeline that still changes something is taken to run for ever.</param>
    public PassPipeline(IReadOnlyList<PassPosition> positions, int maximumRounds = 20)
    {
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumRounds, 1);
        Positions = positions;
        this.maximumRounds = maximumRounds;
    }

    /// <summary>The passes that every export runs.</summary>
    public static PassPipeline Default { get; } = new(
    [
        new(new EliminateIdentity(), "First: a constant behind an Identity is no constant to the others."),
        new(new FoldShapeArithmetic(), "Before the constants are joined: it makes new ones."),
        new(new DeduplicateConstants(), "Before equal nodes are merged: nodes are equal only when they read the very same constants."),
        new(new MergeEqualNodes(), "Before the sweep: it leaves the constants of the merged nodes behind."),
        new(new AccurateSigmoid(), "After equal nodes are merged: what reads any of them counts."),
        new(new RemoveUnusedNodes(), "Last: it sweeps up what the others left without a use."),
    ]);

    /// <summary>The passes in order, each with the reason for its place.</summary>
    public IReadOnlyList<PassPosition> Positions { get; }

    /// <summary>Rewrites the model in place.</summary>
    /// <returns>One record a run of a pass, in order; the last round's records show no change.</returns>
    /// <exception cref="InvalidGraphException">The model breaks a rule before any pass has run.</exception>
    /// <exception cref="PassException">A pass threw, or broke a rule, or the passes never came to rest; the message names the pass.</exception>
    public IReadOnlyList<PassRecord> Run(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        GraphVerifier.Verify(model);
        var records = new List<PassRecord>();
        for (var round = 1; round <= maximumRounds; round++)
        {
            var before = records.Count;
            records.AddRange(Positions.Select(position => Run(position.Pass, model, round)));
            if (records.Skip(before).All(record => record.Result.Changed == 0))
            {
                return records;
            }
        }

        var restless = records[^Positions.Count..].First(record => record.Result.Changed > 0);
        throw new PassException(
            restless.Pass, maximumRounds, string.Create(CultureInfo.InvariantCulture, $"no more changes within {maximumRounds} rounds"), restless.Result.Changes[0].TrimEnd('.'));
    }

    private static PassRecord Run(IGraphPass pass, Model model, int round)
    {
        PassResult result;
        try
        {
            result = pass.Run(model);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new PassException(pass.Name, round, "a rewrite", $"{exception.GetType().Name}: {exception.Message.TrimEnd('.')}", exception);
        }

        try
        {
            GraphVerifier.Verify(model);
        }
        catch (InvalidGraphException exception)
        {
            throw new PassException(pass.Name, round, "a graph that holds together", $"one that breaks {exception.Rule}: {exception.Message.TrimEnd('.')}", exception);
        }

        return new PassRecord(pass.Name, round, result);
    }
}
