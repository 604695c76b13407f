using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace OnnxForge.Inference.Generator;

/// <summary>Names of C# for the names of tensors, which may be any text.</summary>
internal static class Identifiers
{
    /// <summary>What no property of a record may be called.</summary>
    private static readonly string[] OfRecords =
        ["Clone", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers", "ReferenceEquals", "ToString"];

    /// <summary>A property's name for each tensor of a record, all different: "input_ids" is InputIds.</summary>
    /// <param name="record">The record's name, which no property may have; a tensor of that name is Value.</param>
    /// <param name="tensors">The names of the tensors.</param>
    public static IReadOnlyList<string> Properties(string record, IEnumerable<string> tensors)
    {
        var taken = new HashSet<string>(OfRecords, StringComparer.Ordinal) { record };
        var names = new List<string>();
        foreach (var tensor in tensors)
        {
            var name = Pascal(tensor) is var pascal && pascal == record ? "Value" : pascal;
            var unique = name;
            for (var i = 2; !taken.Add(unique); i++)
            {
                unique = name + i.ToString(CultureInfo.InvariantCulture);
            }

            names.Add(unique);
        }

        return names;
    }

    /// <summary>The name of a parameter that stands for a property.</summary>
    public static string Parameter(string property) => Escape(char.ToLowerInvariant(property[0]) + property.Substring(1));

    /// <summary>The name as it is written in code, where words of the language need a sign before them.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    private static string Pascal(string name)
    {
        var pascal = new StringBuilder();
        var starts = true;
        foreach (var letter in name)
        {
            // Letters beyond the plane of 16 bits come in two halves, neither of which is a letter.
            if (!char.IsLetterOrDigit(letter))
            {
                starts = true;
                continue;
            }

            pascal.Append(starts ? char.ToUpperInvariant(letter) : letter);
            starts = false;
        }

        return pascal.Length == 0 ? "Tensor" : SyntaxFacts.IsIdentifierStartCharacter(pascal[0]) ? pascal.ToString() : "Tensor" + pascal;
    }
}
