namespace OnnxForge.Cli;

/// <summary>One feature column of a table, a value a row.</summary>
internal abstract record DataColumn(string Name);

/// <summary>Numbers; NaN where the cell is missing.</summary>
internal sealed record NumericDataColumn(string Name, double[] Values) : DataColumn(Name);

/// <summary>Texts; null where the cell is empty.</summary>
internal sealed record TextDataColumn(string Name, string?[] Values) : DataColumn(Name);
