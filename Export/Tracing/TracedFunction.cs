using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>What is exported: a function of tensors, its named state, and the module whose calls name the nodes.</summary>
internal sealed class TracedFunction
{
    private readonly Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> call;

    private readonly Func<IReadOnlyList<string>?>? outputNames;

    private bool? differentiates; // whether it runs a backward pass; null until its first run

    private TracedFunction(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> call, nn.Module? root, IReadOnlyList<string> inputNames, Func<IReadOnlyList<string>?>? outputNames = null) =>
        (this.call, Root, InputNames, this.outputNames) = (call, root, inputNames, outputNames);

    public nn.Module? Root { get; }

    /// <summary>Whether it runs a backward pass, as far as its runs have shown.</summary>
    public bool Differentiates => differentiates == true;

    /// <summary>The names of the parameters; fewer than the arguments where they are not known.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>Parameters, then buffers, named as in state_dict.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => Root is null ? [] :
        Root.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Concat(Root.named_buffers().Select(b => (b.name, b.buffer)));

    public static TracedFunction Of(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, nn.Module? root = null, IReadOnlyList<string>? inputNames = null) =>
        new(function, root, inputNames ?? []);

    /// <exception cref="ExportException">The module's <c>call</c> takes something that tensors cannot be passed as.</exception>
    public static TracedFunction Of(nn.Module module)
    {
        var invoker = new ModuleInvoker(module);
        // TorchScript specializes itself to its first run, and for gradients to other operators
        return new TracedFunction(invoker.Call, module, invoker.ParameterNames, () => invoker.ResultNames) { differentiates = module is jit.ScriptModule ? false : null };
    }

    /// <summary>Runs the function; the caller owns the results, which want no gradient.</summary>
    /// <exception cref="MatmulException">It multiplied tensors that do not fit.</exception>
    public IReadOnlyList<Tensor> Call(IReadOnlyList<Tensor> arguments)
    {
        IReadOnlyList<Tensor> results = [];
        InMode(() => OperatorObserver.Observe(sink: null, () => results = CallHoldingTensors(arguments), new MatmulGuard(ObserverCalibration.Layout)));
        return [.. results.Select(result => result.IsInvalid ? result : result.detach())];
    }

    /// <summary>Records one run; <paramref name="watcher"/> sees each operator; without <paramref name="locate"/> no C# lines are found.</summary>
    public Trace Record(IReadOnlyList<Tensor> arguments, ITraceWatcher? watcher = null, bool locate = true)
    {
        Trace? trace = null;
        InMode(() =>
        {
            using var steps = Differentiates ? new OrdinarySteps() : null;
            trace = TraceRecorder.Record(CallHoldingTensors, arguments, State, Root, watcher, locate);
        });
        return trace!;
    }

    // The graph of a backward pass costs memory, so it is built only for a function that uses it, as the first run shows.
    private void InMode(Action run)
    {
        if (differentiates is null && is_grad_enabled())
        {
            differentiates = BackwardWatch.SawBackward(run);
            return;
        }
        using var gradients = Differentiates ? enable_grad() : no_grad();
        run();
    }

    // TorchSharp passes bare handles, so a tensor whose last use is as an argument may be finalized while libtorch reads it.
    // A scope holds every tensor until the call is over; then it lets go of them without disposing, since the function may keep one.
    private IReadOnlyList<Tensor> CallHoldingTensors(IReadOnlyList<Tensor> arguments)
    {
        using var scope = NewDisposeScope();
        try { return call(arguments); }
        finally
        {
            scope.Detach(scope.DisposablesView.ToList());
            GC.KeepAlive(arguments);
        }
    }

    /// <summary>A name for each result of the last call; null where they have no names of their own.</summary>
    public IReadOnlyList<string>? OutputNames => outputNames?.Invoke();

    /// <summary>Tensors of a result: one, a tuple, an array, a list or a dictionary of them, nested at will.</summary>
    /// <exception cref="ExportException">The result contains something else.</exception>
    public static IReadOnlyList<Tensor> Flatten(object? result) => [.. ResultNames.Flatten(result, null).Select(r => r.Tensor)];
}
