using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Runs a function once and records every operator that libtorch runs for it.</summary>
internal sealed class TraceRecorder : IOperatorSink
{
    /// <summary>Under this key, an exception that ends a recorded run tells the last operator that ran, with its C# line.</summary>
    public const string PlaceKey = "onnxforge.place";

    // What libtorch announces around the operators of one step of a backward pass, which has no arguments or results of its own.
    private const string BackwardNode = "autograd::engine::";

    private readonly IValueReader reader;
    private readonly ModulePaths paths;
    private readonly Dictionary<nint, (TracedTensor Tensor, Tensor Handle)> byAddress = [];
    private readonly List<TracedTensor> tensors = [];
    private readonly List<TraceCall> roots = [];
    private readonly Stack<TraceCall?> open = new();
    private readonly HashSet<TracedTensor> outermost = []; // what calls that no other runs take and give
    private readonly Dictionary<int, string> state = [];
    private readonly Dictionary<int, Tensor> constants = [];
    private readonly ITraceWatcher? watcher;
    private readonly bool locate;
    private bool unannounced;

    private TraceRecorder(ModulePaths paths, ITraceWatcher? watcher, bool locate)
    {
        reader = new IValueReader(ObserverCalibration.Layout, At);
        (this.paths, this.watcher, this.locate) = (paths, watcher, locate);
    }

    /// <summary>Records one run of <paramref name="function"/>.</summary>
    /// <param name="function">The code to watch.</param>
    /// <param name="inputs">Its arguments; the caller keeps them.</param>
    /// <param name="state">Named parameters and buffers, in order; a tensor named twice keeps the first name.</param>
    /// <param name="root">The module whose calls name the nodes; null for a plain function.</param>
    /// <param name="watcher">Told of each operator; null for none.</param>
    /// <param name="locate">Whether to find the C# line of each operator, which takes longer than the operator.</param>
    /// <exception cref="TraceException">The function returned nothing, or a tensor that is on another device than the CPU.</exception>
    public static Trace Record(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, IReadOnlyList<Tensor> inputs,
        IEnumerable<(string Name, Tensor Value)> state, nn.Module? root, ITraceWatcher? watcher = null, bool locate = true)
    {
        using var paths = new ModulePaths(root);
        var recorder = new TraceRecorder(paths, watcher, locate);
        foreach (var (name, value) in state) recorder.state.TryAdd(recorder.At(NativeTensors.AddressOf(value)).Id, name);
        var traced = inputs.Select(input => recorder.At(NativeTensors.AddressOf(input))).ToList();
        recorder.unannounced = true;
        IReadOnlyList<Tensor> outputs = [];
        try
        {
            using (new FinalizerPause()) OperatorObserver.Observe(recorder, () => outputs = function(inputs), new MatmulGuard(ObserverCalibration.Layout));
            return recorder.Finish(traced, outputs);
        }
        catch (Exception e)
        {
            e.Data[PlaceKey] = recorder.roots.LastOrDefault()?.ToString();
            recorder.Finish(traced, []).Dispose();
            throw;
        }
    }

    private Trace Finish(List<TracedTensor> inputs, IReadOnlyList<Tensor> outputs)
    {
        var traced = outputs.Select(output => At(NativeTensors.AddressOf(output))).ToList();
        return new Trace(roots, inputs, traced, state, constants, tensors);
    }

    public void Started(nint recordFunction)
    {
        var name = IValueReader.NameOf(recordFunction);
        if (name.StartsWith(BackwardNode, StringComparison.Ordinal))
        {
            open.Push(null);
            return;
        }
        var parent = open.FirstOrDefault(outer => outer is not null);
        var call = new TraceCall(name, Overload(recordFunction), reader.Inputs(recordFunction),
            parent is not null ? parent.Source : locate ? SourceLocator.Locate() : null, parent?.ModulePath ?? paths.Current) { IsOfBackward = open.Contains(null) };
        (parent?.Children ?? roots).Add(call);
        if (parent is null) outermost.UnionWith(TraceArgument.Tensors(call.Inputs));
        open.Push(call);
        watcher?.Started(call);
    }

    public void Ended(nint recordFunction)
    {
        if (!open.TryPop(out var call) || call is null) return; // it started before the recording did, or is no operator
        unannounced = false;
        try
        {
            call.Outputs = reader.Outputs(recordFunction);
            if (open.All(outer => outer is null)) outermost.UnionWith(TraceArgument.Tensors(call.Outputs));
            watcher?.Ended(call);
        }
        finally { unannounced = true; }
    }

    // An input, a parameter or an operator's result is known by what it is; a tensor seen first as an argument
    // was made unannounced, so its value is all that is known of it.
    private TracedTensor At(nint address)
    {
        if (byAddress.TryGetValue(address, out var known)) return unannounced || known.Tensor.Geometry.Equals(TensorGeometry.Of(known.Handle)) ? known.Tensor : Changed(address, known.Tensor);
        var handle = NativeTensors.Retain(address);
        if (unannounced && SameMemory(handle) is { } twin)
        {
            twin.Hold(handle);
            byAddress.Add(address, (twin, handle));
            return twin;
        }
        var tensor = Add(address, handle);
        if (unannounced) constants.Add(tensor.Id, handle.detach().clone().DetachFromDisposeScope());
        return tensor;
    }

    private TracedTensor Add(nint address, Tensor handle)
    {
        var tensor = new TracedTensor(tensors.Count, handle);
        tensors.Add(tensor);
        byAddress[address] = (tensor, handle);
        return tensor;
    }

    // an operator transposed or resized it in place, say
    private TracedTensor Changed(nint address, TracedTensor before)
    {
        if (NativeTensors.AddressOf(before.Handle) == address) before.Leave();
        return Add(address, NativeTensors.Retain(address));
    }

    // libtorch's factories hand out a shallow copy of the tensor that their operator gave: another object on the same memory, as what a backward pass
    // is handed of the forward pass is. An operator's own views of its arguments, which nothing else is handed, come second.
    private TracedTensor? SameMemory(Tensor handle)
    {
        nint storage = NativeTensors.StorageOf(handle);
        if (storage == 0) return null;
        var geometry = TensorGeometry.Of(handle);
        var twins = tensors.FindAll(t => t.Storage == storage && t.Type == handle.dtype && t.Geometry.Equals(geometry) && t.HoldsItsMemory);
        return twins.FindLast(outermost.Contains) ?? twins.LastOrDefault();
    }

    private static unsafe string Overload(nint recordFunction) => IValueReader.Utf8(LibTorchSymbols.OverloadName(recordFunction));
}
