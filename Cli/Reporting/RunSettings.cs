namespace OnnxForge.Cli;

/// <summary>What a training run was asked for.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Epochs">The epochs asked for.</param>
/// <param name="BatchSize">Rows a step.</param>
/// <param name="Seed">Decides split, weights and the order of rows.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Opset">The ONNX operator set.</param>
internal sealed record RunSettings(string Recipe, int Epochs, int BatchSize, long Seed, string Device, int Opset);
