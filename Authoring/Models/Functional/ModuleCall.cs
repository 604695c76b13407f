using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

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
        _ => RunOptional(module, inputs) ?? throw new ConfigException(TypeNames.Short(module.GetType()), $"a module that takes {inputs.Count} tensors", "one that does not", "Wrap it in a Layer whose forward calls it."),
    };

    // Modules of TorchSharp of which some inputs may be left out.
    private static IReadOnlyList<Tensor>? RunOptional(nn.Module module, IReadOnlyList<Tensor> inputs) => module switch
    {
        Modules.RNN rnn when inputs.Count is 1 or 2 => Flatten(rnn.call(inputs[0], inputs.ElementAtOrDefault(1))),
        Modules.GRU gru when inputs.Count is 1 or 2 => Flatten(gru.call(inputs[0], inputs.ElementAtOrDefault(1)!)),
        Modules.LSTM lstm when inputs.Count is 1 or 3 => Flatten(lstm.call(inputs[0], inputs.Count == 1 ? null : (inputs[1], inputs[2]))),
        Modules.EmbeddingBag bag when inputs.Count is 1 or 2 => [bag.call(inputs[0], inputs.ElementAtOrDefault(1), null)],
        Modules.MultiheadAttention attention when inputs.Count == 3 => [attention.call(inputs[0], inputs[1], inputs[2], need_weights: false).Item1],
        Modules.TransformerDecoderLayer decoder when inputs.Count == 2 => [decoder.call(inputs[0], inputs[1])],
        _ => null,
    };

    private static IReadOnlyList<Tensor> Flatten<T>(T outputs) => TensorStructure<T>.Flatten(outputs);

    /// <summary>Shapes and types of a module's outputs; a layer is built by this, a plain module is tried on zeros.</summary>
    /// <exception cref="ShapeException">The module does not take such inputs.</exception>
    public static IReadOnlyList<TensorSpec> Infer(nn.Module module, IReadOnlyList<TensorSpec> inputs) =>
        module is ILayer layer ? layer.InferOutputs(inputs) : TrialRun.Infer(module, values => Run(module, values), inputs);
}
