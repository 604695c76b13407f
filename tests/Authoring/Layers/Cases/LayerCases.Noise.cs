using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] noises =
    [
        Row("dropout", () => new Dropout(0.5), Real(4), Real(4)),
        Row("alpha-dropout", () => new AlphaDropout(0.2), Real(4), Real(4)),
        Row("gaussian-dropout", () => new GaussianDropout(0.3), Real(4), Real(4)),
        Row("gaussian-noise", () => new GaussianNoise(0.1), Real(4), Real(4)),
        Row("activity-regularization", () => new ActivityRegularization(0.1, 0.2), Real(4), Real(4)),
        Row("spatial-dropout1d", () => new SpatialDropout1D(0.5), Real(2, 3), Real(2, 3))
            .Refusing([2, 3], $"SpatialDropout1D SpatialDropout1D: expected an input [batch, channels, length]; received an input [2, 3]. {OtherDimensions}"),
        Row("spatial-dropout2d", () => new SpatialDropout2D(0.5), Real(2, 3, 3), Real(2, 3, 3))
            .Refusing([2, 3, 3], $"SpatialDropout2D SpatialDropout2D: expected an input [batch, channels, height, width]; received an input [2, 3, 3]. {OtherDimensions}"),
        Row("spatial-dropout3d", () => new SpatialDropout3D(0.5), Real(2, 3, 3, 3), Real(2, 3, 3, 3))
            .Refusing([2, 3, 3, 3], $"SpatialDropout3D SpatialDropout3D: expected an input [batch, channels, depth, height, width]; received an input [2, 3, 3, 3]. {OtherDimensions}"),
    ];
}
