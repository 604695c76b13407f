namespace OnnxForge.Inference;

/// <summary>What the check of a model file found out besides that nothing is wrong.</summary>
/// <param name="ExternalData">The stretches of other files that hold weights.</param>
/// <param name="EndsOnNothing">The first operator in it, if any, whose kernel in ONNX Runtime ends the process on a batch or a sequence of none: LSTM, GRU, and a MatMul of a batch that is transposed.</param>
internal sealed record ModelFacts(IReadOnlyList<ExternalData> ExternalData, string? EndsOnNothing = null);

/// <summary>A weight in another file.</summary>
/// <param name="Tensor">The weight's name.</param>
/// <param name="Location">The path in the file, relative to the model.</param>
/// <param name="Offset">Where it starts.</param>
/// <param name="Bytes">How many bytes it has.</param>
internal sealed record ExternalData(string Tensor, string Location, long Offset, long Bytes);
