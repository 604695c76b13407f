using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Ends a training whose loss is NaN or infinite, instead of an error, and names the first layer whose output is not finite: the batch runs once more, in
/// evaluation of nothing but that. On the CPU the weights are those before the step.</summary>
[CustomObject("onnxforge/terminate-on-nan")]
public sealed class TerminateOnNaN : Callback
{
    /// <summary>The path of the first layer whose output was not finite, in the module tree, with its class; null before, and where none was.</summary>
    public string? Layer { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options) => Layer = null;

    /// <inheritdoc/>
    public override void OnLossNotFinite(LossFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var cause = failure.Batch is null ? "its batch is gone" : Find(failure.Batch);
        Training.Stop($"the loss is {failure.Loss} in epoch {failure.Epoch}, step {failure.Step}; {cause}");
    }

    private string Find(Batch batch)
    {
        if (batch.Inputs.Any(input => !IsFinite(input))) return "the inputs are not finite";
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var random = new RandomState();
        using var dropped = ForwardValues.Collect();
        var hooks = LayerTree.Modules(Training.Model.Module).Select(node => ForwardHook.Add(node.Module, outputs => Note(node.Path, node.Module, outputs))).ToList();
        try
        {
            ((IFlatCall)Training.Model.Module).CallFlat(batch.Inputs);
        }
        finally
        {
            foreach (var hook in hooks) hook?.Dispose();
        }
        return Layer is null ? "the outputs are finite, so look at the loss and the targets" : $"the first output that is not finite is that of {Layer}";
    }

    private void Note(string path, nn.Module module, IReadOnlyList<Tensor> outputs)
    {
        if (Layer is null && outputs.Any(output => !IsFinite(output))) Layer = path.Length == 0 ? TypeNames.Short(module.GetType()) : $"{path} ({TypeNames.Short(module.GetType())})";
    }

    private static bool IsFinite(Tensor values)
    {
        using var scope = NewDisposeScope();
        return !is_floating_point(values) || values.isfinite().all().item<bool>();
    }
}
