using System.Text;

namespace OnnxForge.Authoring;

/// <summary>Reads the rows of a CSV file one by one (RFC 4180: quoted fields may hold separators, line breaks and doubled quotes); empty lines are left out.</summary>
/// <param name="where">The file, for errors.</param>
/// <param name="reader">The text, owned by the caller.</param>
/// <param name="separator">What stands between fields.</param>
internal sealed class CsvRowReader(string where, TextReader reader, char separator)
{
    private readonly List<string> cells = [];
    private readonly StringBuilder cell = new();
    private long next = 1;

    /// <summary>The line on which the row starts, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The row's fields, until the next one is read.</summary>
    public IReadOnlyList<string> Cells => cells;

    /// <summary>Whether there is one more row.</summary>
    /// <exception cref="DataException">A quote is not closed.</exception>
    public bool Read()
    {
        do
        {
            if (reader.Peek() < 0) return false;
            ReadRow();
        }
        while (cells is [""]);
        return true;
    }

    private void ReadRow()
    {
        Line = next;
        cells.Clear();
        while (true)
        {
            var c = reader.Read();
            if (c == '"' && cell.Length == 0)
            {
                ReadQuoted();
            }
            else if (c == separator)
            {
                EndCell();
            }
            else if (c is < 0 or '\n')
            {
                next++;
                EndCell();
                return;
            }
            else if (c != '\r' || reader.Peek() != '\n')
            {
                cell.Append((char)c);
            }
        }
    }

    private void ReadQuoted()
    {
        while (true)
        {
            var c = reader.Read();
            if (c < 0) throw new DataException($"{where}, line {Line}", "a quote that is closed", "none to the end of the file", "Correct the line.");
            if (c == '\n') next++;
            if (c != '"') cell.Append((char)c);
            else if (reader.Peek() == '"') cell.Append((char)reader.Read());
            else return;
        }
    }

    private void EndCell()
    {
        cells.Add(cell.ToString());
        cell.Clear();
    }
}
