using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>libtorch's convolutions by the number of dimensions.</summary>
internal static class ConvolutionKernels
{
    public static Tensor Apply(Tensor input, Tensor kernel, Tensor? bias, Windows windows, long[] padding, long groups)
    {
        var (strides, dilation) = (windows.Strides.ToArray(), windows.Dilation.ToArray());
        return windows.Rank switch
        {
            1 => nn.functional.conv1d(input, kernel, bias, strides[0], padding[0], dilation[0], groups),
            2 => nn.functional.conv2d(input, kernel, bias, strides, padding, dilation, groups),
            _ => nn.functional.conv3d(input, kernel, bias, strides, padding, dilation, groups),
        };
    }

    public static Tensor ApplyTransposed(Tensor input, Tensor kernel, Tensor? bias, Windows windows, long[] padding, long[] added)
    {
        var (strides, dilation) = (windows.Strides.ToArray(), windows.Dilation.ToArray());
        return windows.Rank switch
        {
            1 => nn.functional.conv_transpose1d(input, kernel, bias, strides[0], padding[0], added[0], dilation[0]),
            2 => nn.functional.conv_transpose2d(input, kernel, bias, strides, padding, added, dilation),
            _ => nn.functional.conv_transpose3d(input, kernel, bias, strides, padding, added, dilation),
        };
    }
}
