using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A layer that can be called with the flat list of its tensors.</summary>
internal interface IFlatCall
{
    IReadOnlyList<Tensor> CallFlat(IReadOnlyList<Tensor> inputs);
}

/// <summary>Calls any module of tensors, ours or TorchSharp's, with a flat list of them.</summary>
internal static class ModuleCall
{
    /// <exception cref="ConfigException">The module takes another number of tensors, or something else.</exception>
    public static IReadOnlyList<Tensor> Run(nn.Module module, IReadOnlyList<Tensor> inputs) => module switch
    {
        IFlatCall layer => layer.CallFlat(inputs),
        nn.Module<Tensor, Tensor> one when inputs.Count == 1 => [one.call(inputs[0])],
        nn.Module<Tensor, Tensor, Tensor> two when inputs.Count == 2 => [two.call(inputs[0], inputs[1])],
        nn.Module<Tensor, Tensor, Tensor, Tensor> three when inputs.Count == 3 => [three.call(inputs[0], inputs[1], inputs[2])],
        nn.Module<Tensor[], Tensor> many => [many.call([.. inputs])],
        _ => throw new ConfigException(module.GetName(), $"a module that takes {inputs.Count} tensors", TypeNames.Short(module.GetType()), "Wrap it in a Layer whose forward calls it."),
    };

    /// <summary>Shapes and types of a module's outputs; a layer is built by this, a plain module is tried on zeros.</summary>
    /// <exception cref="ShapeException">The module does not take such inputs.</exception>
    public static IReadOnlyList<TensorSpec> Infer(nn.Module module, IReadOnlyList<TensorSpec> inputs) =>
        module is ILayer layer ? layer.InferOutputs(inputs) : TrialRun.Infer(module, values => Run(module, values), inputs);
}
