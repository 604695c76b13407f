namespace OnnxForge.Inference;

/// <summary>Rows in a list, as the elements of one tensor.</summary>
internal static class RowList
{
    public static T[] Flatten<T>(string where, IReadOnlyList<T[]> rows)
    {
        var length = rows.Count == 0 ? 0 : rows[0]?.Length ?? 0;
        var elements = new T[checked(rows.Count * length)];
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i] is not { } row || row.Length != length)
            {
                throw new SignatureMismatchException(where, $"rows of {length} values, as in row 0", $"{(rows[i] is null ? "null" : $"{rows[i].Length} values")} in row {i}", "Give every row all its values");
            }

            row.CopyTo(elements, i * length);
        }

        return elements;
    }
}
