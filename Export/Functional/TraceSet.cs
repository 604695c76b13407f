using System.Runtime.InteropServices;

namespace OnnxForge.Export;

/// <summary>Traces of one function at several sizes and on several data; owns them.</summary>
internal sealed class TraceSet : IDisposable
{
    private const long MostElements = 8_000_000;

    private readonly TracedFunction function;
    private readonly InputSampler sampler;
    private readonly RenewedPause pause;
    private readonly bool locateAll;
    private readonly List<Trace> traces = [];
    private readonly List<SizeAssignment> sizes = [];
    private readonly List<string> far = [];

    private TraceSet(TracedFunction function, InputSampler sampler, RenewedPause pause, bool locateAll) => (this.function, this.sampler, this.pause, this.locateAll) = (function, sampler, pause, locateAll);

    /// <summary>The traces; of the first one the tensors are kept, of the others what is known of them.</summary>
    public IReadOnlyList<Trace> Traces => traces;

    /// <summary>The sizes of each trace.</summary>
    public IReadOnlyList<SizeAssignment> Sizes => sizes;

    /// <summary>The memory that the second trace saw while the first one's tensors were alive.</summary>
    public IReadOnlySet<nint> LastingMemory { get; private set; } = new HashSet<nint>();

    /// <summary>The dimensions that were made large too.</summary>
    public IReadOnlyList<string> Far => far;

    /// <summary>Records each size on data of its own, each dimension at small sizes where the function takes them and at large ones where that is cheap, and the first size on other data: what differs there depends on data.</summary>
    /// <param name="function">The function.</param>
    /// <param name="sampler">Makes the data.</param>
    /// <param name="plan">The sizes.</param>
    /// <param name="locateAll">Whether to find the C# lines of the operators of every trace, not of the first alone.</param>
    /// <exception cref="TraceException">The function does not run at a size.</exception>
    public static TraceSet Record(TracedFunction function, InputSampler sampler, SizePlan plan, bool locateAll = false)
    {
        using var pause = new RenewedPause();
        var set = new TraceSet(function, sampler, pause, locateAll);
        try
        {
            foreach (var size in plan.ForTracing()) set.Add(size);
            foreach (var dimension in sampler.Dimensions)
            {
                set.AddFar(dimension.Name, plan);
                foreach (var size in plan.NearAlong(dimension.Name)) set.TryAdd(size);
            }
            set.Add(set.sizes[0]);
            foreach (var probe in sampler.Probes) set.TryAdd(set.sizes[0], probe);
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var trace in traces) trace.Dispose();
    }

    private void Add(SizeAssignment size)
    {
        if (TryAdd(size) is not { } failure) return;
        throw new TraceException($"The function at {(size.Sizes.Count == 0 ? "the example's size" : size)}{(failure.Place.Length > 0 ? $", {failure.Place}" : "")}", "a run that ends", failure.Error.Message.Split('\n')[0],
            "Make the dimension that it does not accept fixed, or give it bounds: new DynamicDimension(name, Min, Max) { MultipleOf = ... }.", failure.Error);
    }

    // What a function makes of large sizes shows where it cuts them to a bound. How the work grows is known from the small sizes; a size that costs too
    // much (as the steps of a recurrent network do, each of which is announced), or that the function does not take, is left out.
    private void AddFar(string name, SizePlan plan)
    {
        var along = Enumerable.Range(1, sizes.Count - 1).Where(t => sizes[t].Sizes.All(s => (s.Value != sizes[0].Sizes[s.Key]) == (s.Key == name))).ToList();
        if (along.Count == 0) return;
        int last = along.MaxBy(t => sizes[t].Sizes[name]);
        if (traces[last].Announced != traces[0].Announced) return;
        double growth = Math.Log((double)traces[last].Elements / traces[0].Elements) / Math.Log((double)sizes[last].Sizes[name] / sizes[0].Sizes[name]);
        foreach (var size in plan.FarAlong(name).ToList())
        {
            double elements = traces[last].Elements * Math.Pow((double)size.Sizes[name] / sizes[last].Sizes[name], Math.Max(growth, 1));
            if (elements > MostElements || TryAdd(size) is not null) return;
            if (far.LastOrDefault() != name) far.Add(name);
        }
    }

    private (string Place, ExternalException Error)? TryAdd(SizeAssignment size, ProbeValues? probe = null)
    {
        var arguments = sampler.Sample(size, seed: traces.Count, probe: probe);
        try
        {
            if (traces.Count == 0) WarmUp(arguments);
            traces.Add(function.Record(arguments, locate: locateAll || traces.Count == 0));
            sizes.Add(size);
            if (traces.Count == 2) LastingMemory = traces[^1].Tensors.Where(t => t.HoldsItsMemory).Select(t => t.Storage).ToHashSet();
            if (traces.Count > 1) traces[^1].Release();
            pause.Renew(traces[^1].Elements);
            return null;
        }
        catch (ExternalException e) { return (e.Data[TraceRecorder.PlaceKey] as string ?? "", e); }
        finally
        {
            foreach (var argument in arguments) argument.Dispose();
        }
    }

    // Layers build their weights on their first call, and TorchScript rewrites itself on its first calls.
    private void WarmUp(IReadOnlyList<TorchSharp.torch.Tensor> arguments)
    {
        const int runsUntilScriptsAreStable = 3;
        for (int i = 0; i < runsUntilScriptsAreStable; i++)
            foreach (var result in function.Call([.. arguments.Select(a => a.clone())])) GC.KeepAlive(result);
    }
}
