namespace OnnxForge.Cli;

/// <summary>The table a model was trained on.</summary>
/// <param name="Source">The file's name, or what made the rows.</param>
/// <param name="Target">The predicted column.</param>
/// <param name="NumericColumns">Names of the numeric features.</param>
/// <param name="TextColumns">Names of the text features.</param>
/// <param name="TrainingRows">Rows that trained.</param>
/// <param name="ValidationRows">Rows that chose the epoch.</param>
/// <param name="TestRows">Rows that nothing was chosen by.</param>
internal sealed record DataSummary(
    string Source, string Target, IReadOnlyList<string> NumericColumns, IReadOnlyList<string> TextColumns, int TrainingRows, int ValidationRows, int TestRows);
