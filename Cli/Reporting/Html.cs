using System.Net;
using System.Text;

namespace OnnxForge.Cli;

/// <summary>Builds HTML; every text is escaped, so nothing from the data can become markup.</summary>
internal sealed class Html
{
    private readonly StringBuilder text = new();

    /// <summary>Escapes a text for element content and quoted attributes.</summary>
    public static string Escape(string value) => WebUtility.HtmlEncode(value);

    /// <summary>Appends an element with a text in it.</summary>
    public Html Element(string tag, string content, string? className = null)
    {
        text.Append('<').Append(tag);
        if (className is not null) text.Append(" class=\"").Append(Escape(className)).Append('"');
        text.Append('>').Append(Escape(content)).Append("</").Append(tag).Append(">\n");
        return this;
    }

    /// <summary>Appends markup that is already safe.</summary>
    public Html Markup(string markup)
    {
        text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Appends a table that scrolls by itself on narrow screens; columns whose name starts with <c>&gt;</c> are numbers.</summary>
    public Html Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var classes = columns.Select(column => column.StartsWith('>') ? " class=\"number\"" : "").ToList();
        text.Append("<div class=\"scroll\"><table><thead><tr>");
        for (var i = 0; i < columns.Count; i++) text.Append($"<th scope=\"col\"{classes[i]}>{Escape(columns[i].TrimStart('>'))}</th>");
        text.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            text.Append("<tr>");
            for (var i = 0; i < row.Count; i++) text.Append(i == 0 ? $"<th scope=\"row\">{Escape(row[i])}</th>" : $"<td{classes[i]}>{Escape(row[i])}</td>");
            text.Append("</tr>\n");
        }
        text.Append("</tbody></table></div>\n");
        return this;
    }

    public override string ToString() => text.ToString();
}
