using TorchSharp.Modules;

namespace OnnxForge.Authoring;

/// <summary>A weight and where it stands in the model.</summary>
/// <param name="Path">The name in the model's state_dict, such as <c>hidden1.kernel</c>.</param>
/// <param name="Weight">The weight, owned by its module.</param>
public sealed record NamedWeight(string Path, Parameter Weight);
