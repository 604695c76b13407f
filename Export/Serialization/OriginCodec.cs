using System.Globalization;
using OnnxForge.Export.Onnx;

namespace OnnxForge.Export;

/// <summary>A node's origin in the file: metadata_props from IR version 10 on, lines of <c>key: value</c> in the doc_string before.</summary>
internal static class OriginCodec
{
    /// <summary>The key of <see cref="NodeOrigin.Operator"/>.</summary>
    public const string OperatorKey = "onnxforge.operator";

    /// <summary>The key of <see cref="NodeOrigin.ModulePath"/>; not written for the root.</summary>
    public const string ModuleKey = "onnxforge.module";

    /// <summary>The key of file and line, as <c>File.cs:12</c>; not written when no line is known.</summary>
    public const string SourceKey = "onnxforge.source";

    private const long FirstIrWithNodeMetadata = 10;

    /// <summary>Puts the origin onto a node of the file.</summary>
    public static void Write(NodeOrigin origin, NodeProto node, long irVersion)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(node);
        var pairs = new List<(string Key, string Value)>();
        if (origin.ModulePath.Length > 0)
        {
            pairs.Add((ModuleKey, origin.ModulePath));
        }

        pairs.Add((OperatorKey, origin.Operator));
        if (origin.File is not null)
        {
            pairs.Add((SourceKey, string.Create(CultureInfo.InvariantCulture, $"{origin.File}:{origin.Line}")));
        }

        if (irVersion >= FirstIrWithNodeMetadata)
        {
            node.MetadataProps.AddRange(pairs.Select(pair => new StringStringEntryProto { Key = pair.Key, Value = pair.Value }));
        }
        else
        {
            node.DocString = string.Join('\n', pairs.Select(pair => $"{pair.Key}: {pair.Value}"));
        }
    }

    /// <summary>Reads the origin of a node of the file; null when another tool wrote the node.</summary>
    public static NodeOrigin? Read(NodeProto node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in node.MetadataProps)
        {
            pairs[pair.Key] = pair.Value;
        }

        foreach (var line in node.DocString.Split('\n'))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0)
            {
                pairs.TryAdd(line[..colon], line[(colon + 2)..]);
            }
        }

        if (!pairs.TryGetValue(OperatorKey, out var traced))
        {
            return null;
        }

        var (file, number) = SourceLine(pairs.GetValueOrDefault(SourceKey));
        return new NodeOrigin(traced, pairs.GetValueOrDefault(ModuleKey, ""), file, number);
    }

    private static (string? File, int Line) SourceLine(string? source)
    {
        var colon = source?.LastIndexOf(':') ?? -1;
        return colon >= 0 && int.TryParse(source.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? (source![..colon], line) : (null, 0);
    }
}
