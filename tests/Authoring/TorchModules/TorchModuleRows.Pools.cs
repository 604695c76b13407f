using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring.TorchModules;

internal static partial class TorchModuleRows
{
    private static IEnumerable<TorchModuleRow> Pools() =>
    [
        Row(nn.AdaptiveAvgPool1d(3), "adaptive-avg-pool1d", """{"outputSize":3}""", 2, 3, 8),
        Row(nn.AdaptiveAvgPool2d((3, 2)), "adaptive-avg-pool2d", """{"outputSize":[3,2]}""", 2, 3, 8, 8),
        Row(nn.AdaptiveAvgPool3d((3, 2, 1)), "adaptive-avg-pool3d", """{"outputSize":[3,2,1]}""", 2, 3, 6, 6, 6),
        Row(nn.AdaptiveMaxPool1d(3), "adaptive-max-pool1d", """{"outputSize":3}""", 2, 3, 8),
        Row(nn.AdaptiveMaxPool2d([3, 2]), "adaptive-max-pool2d", """{"outputSize":[3,2]}""", 2, 3, 8, 8),
        Row(nn.AvgPool1d(3, 2, 1, ceil_mode: true, count_include_pad: false), "avg-pool1d", """{"kernelSize":3,"stride":2,"padding":1,"ceilMode":true,"countIncludePad":false}""", 2, 3, 8),
        Row(nn.AvgPool2d((3, 2), (2, 1), (1, 0), divisor_override: 5), "avg-pool2d",
            """{"kernelSize":[3,2],"stride":[2,1],"padding":[1,0],"ceilMode":false,"countIncludePad":true,"divisorOverride":5}""", 2, 3, 8, 8),
        Row(nn.AvgPool3d((3, 2, 1)), "avg-pool3d", """{"kernelSize":[3,2,1],"stride":null,"padding":null,"ceilMode":false,"countIncludePad":true,"divisorOverride":null}""", 2, 3, 6, 6, 6),
        Row(nn.MaxPool1d(3, 2, 1, 2, ceil_mode: true), "max-pool1d", """{"kernelSize":3,"stride":2,"padding":1,"dilation":2,"ceilMode":true}""", 2, 3, 9),
        Row(nn.MaxPool2d((3, 2), (2, 1), (1, 0)), "max-pool2d", """{"kernelSize":[3,2],"stride":[2,1],"padding":[1,0],"dilation":[1,1],"ceilMode":false}""", 2, 3, 8, 8),
        Row(nn.MaxPool3d((3, 2, 1)), "max-pool3d", """{"kernelSize":[3,2,1],"stride":null,"padding":null,"dilation":null,"ceilMode":false}""", 2, 3, 6, 6, 6),
        Row(nn.FractionalMaxPool2d((2, 2), output_ratio: (0.5, 0.7)), "fractional-max-pool2d", """{"kernelSize":[2,2],"outputSize":null,"outputRatio":[0.5,0.7]}""", 2, 3, 9, 9),
        Row(nn.FractionalMaxPool3d((2, 2, 1), output_size: (3, 4, 5)), "fractional-max-pool3d", """{"kernelSize":[2,2,1],"outputSize":[3,4,5],"outputRatio":null}""", 2, 3, 8, 8, 8),
        Row(nn.LPPool1d(4, 2, 1, ceil_mode: true), "lp-pool1d", """{"normType":4,"kernelSize":2,"stride":1,"ceilMode":true}""", 2, 3, 7),
        Row(nn.LPPool2d(2, [2, 3], [1, 2]), "lp-pool2d", """{"normType":2,"kernelSize":[2,3],"stride":[1,2],"ceilMode":false}""", 2, 3, 7, 7),
        Row(nn.MaxUnpool1d(2, 2), "max-unpool1d", """{"kernelSize":2,"stride":2,"padding":null}""", pool =>
        {
            var (values, places) = nn.functional.max_pool1d_with_indices(Numbers(2, 3, 8), 2, 2);
            return pool.call(values, places);
        }),
        Row(nn.MaxUnpool2d((2, 3)), "max-unpool2d", """{"kernelSize":[2,3],"stride":null,"padding":null}""", pool =>
        {
            var (values, places) = nn.functional.max_pool2d_with_indices(Numbers(2, 3, 8, 9), [2, 3]);
            return pool.call(values, places);
        }),
        Row(nn.MaxUnpool3d((2, 2, 3), (2, 2, 3)), "max-unpool3d", """{"kernelSize":[2,2,3],"stride":[2,2,3],"padding":null}""", pool =>
        {
            var (values, places) = nn.functional.max_pool3d_with_indices(Numbers(2, 3, 4, 4, 6), [2, 2, 3], [2, 2, 3]);
            return pool.call(values, places);
        }),
    ];
}
