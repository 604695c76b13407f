using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>The JSON part of a request to compute outputs.</summary>
/// <param name="Id">The client's own mark, which comes back with the answer; null for none.</param>
/// <param name="BinaryOutputs">Whether outputs that do not say otherwise come back as binary data.</param>
/// <param name="Inputs">The inputs in the request's order; each is one of the model's, and none comes twice.</param>
/// <param name="Outputs">The outputs that are wanted, in this order; empty for all.</param>
internal sealed record InferRequest(string? Id, bool BinaryOutputs, IReadOnlyList<InferInput> Inputs, IReadOnlyList<InferOutput> Outputs);

/// <summary>One input of a request, its elements still where they are.</summary>
/// <param name="Name">The name in the model.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Dims">The size of each dimension, all 0 or more.</param>
/// <param name="Count">The product of the dims.</param>
/// <param name="DataStart">Where the JSON array of the elements starts, in bytes of the JSON; null for binary data.</param>
/// <param name="BinarySize">The bytes of the binary data, 0 or more; null for JSON.</param>
internal sealed record InferInput(string Name, ElementType Type, long[] Dims, long Count, int? DataStart, long? BinarySize);

/// <summary>One output that a request asks for.</summary>
/// <param name="Name">The name in the model.</param>
/// <param name="Binary">Whether it comes back as binary data; null for what the request says for all.</param>
internal sealed record InferOutput(string Name, bool? Binary);
