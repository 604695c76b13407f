using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>What takes and gives tensors by a signature: a model, or several that make one.</summary>
internal interface IRunnable
{
    /// <summary>How errors call it: "model 'a.onnx'".</summary>
    string Title { get; }

    /// <summary>How measurements call it: "a.onnx".</summary>
    string Label { get; }

    ModelSignature Signature { get; }

    /// <summary>The device other than the CPU on which it computes; null for the CPU, and where there are several.</summary>
    string? Place { get; }

    /// <summary>Computes all outputs from values in the order of the signature, which may lie on <see cref="Place"/>.</summary>
    /// <param name="scope">Owns what is made on the way, outputs included.</param>
    /// <param name="inputs">Values of the signature's element types.</param>
    /// <param name="inPlace">For each output whether it stays on <see cref="Place"/>; others are in the CPU's memory.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    IReadOnlyList<OrtValue> Run(ValueScope scope, OrtValue[] inputs, bool[] inPlace, CancellationToken cancellationToken);

    /// <summary>Computes all outputs from checked inputs; both in the order of the signature.</summary>
    TensorData[] Run(TensorData[] inputs);

    /// <summary>The dims of a number of elements of the one input.</summary>
    long[] DimsOfRows<TInput, TOutput>(int count);
}
