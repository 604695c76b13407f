namespace OnnxForge.Inference;

/// <summary>What the check of a model file found out besides that nothing is wrong.</summary>
/// <param name="ExternalData">The stretches of other files that hold weights.</param>
/// <param name="Recurrent">The first recurrent operator in it (LSTM or GRU), if any: ONNX Runtime's kernels for these end the process on a batch or a sequence of none.</param>
internal sealed record ModelFacts(IReadOnlyList<ExternalData> ExternalData, string? Recurrent = null);

/// <summary>A weight in another file.</summary>
/// <param name="Tensor">The weight's name.</param>
/// <param name="Location">The path in the file, relative to the model.</param>
/// <param name="Offset">Where it starts.</param>
/// <param name="Bytes">How many bytes it has.</param>
internal sealed record ExternalData(string Tensor, string Location, long Offset, long Bytes);
