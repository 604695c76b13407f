namespace OnnxForge.Cli;

/// <summary>What the train command was given.</summary>
/// <param name="DataPath">The CSV file; null for generated data.</param>
/// <param name="Target">The column to predict.</param>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Epochs">Null for the recipe's own.</param>
/// <param name="BatchSize">Null for the recipe's own.</param>
/// <param name="Seed">Decides split, weights and the order of rows.</param>
/// <param name="Device"><c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Opset">The ONNX operator set.</param>
/// <param name="Folder">Where the results go.</param>
/// <param name="Resume">Whether to go on from the folder's last checkpoint.</param>
internal sealed record TrainSettings(string? DataPath, string? Target, string Recipe, int? Epochs, int? BatchSize, long Seed, string Device, int Opset, string Folder, bool Resume);
