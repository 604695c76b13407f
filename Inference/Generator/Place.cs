using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace OnnxForge.Inference.Generator;

/// <summary>A place in the source that equals the same place of a later compilation.</summary>
internal sealed record Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Place Of(Location location) => new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
