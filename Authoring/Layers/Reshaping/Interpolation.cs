namespace OnnxForge.Authoring;

/// <summary>How values between the input's are found.</summary>
public enum Interpolation
{
    /// <summary>The nearest value: each is repeated.</summary>
    Nearest,

    /// <summary>Straight lines between neighbours, in height and width; pixels are areas, so that corners are not aligned.</summary>
    Bilinear,
}
