using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Collects what layers add from inside <c>forward</c> with AddLoss and AddMetric, on this thread, from <see cref="Collect"/> until
/// disposed; collections nest, and the innermost one receives. Without one, added values are dropped.</summary>
/// <remarks>The tensors belong to the caller's dispose scope.</remarks>
public sealed class ForwardValues : IDisposable
{
    [ThreadStatic]
    private static ForwardValues? current;

    private readonly ForwardValues? outer;
    private readonly List<Tensor> losses = [];
    private readonly List<(string Name, Tensor Value)> metrics = [];

    private ForwardValues(ForwardValues? outer) => this.outer = outer;

    /// <summary>The scalars that layers added to the loss, in the order of their forward calls.</summary>
    public IReadOnlyList<Tensor> Losses => losses;

    /// <summary>The scalars that layers report, in the order of their forward calls; a name may come more than once.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Metrics => metrics;

    internal static ForwardValues? Current => current;

    /// <summary>Starts a collection; dispose it after the forward call.</summary>
    public static ForwardValues Collect() => current = new ForwardValues(current);

    /// <summary>Ends the collection; what was collected can still be read.</summary>
    public void Dispose()
    {
        if (ReferenceEquals(current, this)) current = outer;
    }

    internal void Add(Tensor loss) => losses.Add(loss);

    internal void Add(string name, Tensor value) => metrics.Add((name, value));
}
