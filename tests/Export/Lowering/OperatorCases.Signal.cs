using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    public static readonly IReadOnlyList<OperatorCase> Signal =
    [
        .. Transforms("fft_fft"), .. Transforms("fft_ifft"), .. Transforms("fft_rfft"), .. Transforms("fft_ihfft"),
        .. Halves("fft_irfft"), .. Halves("fft_hfft"),
        Script("fft of complex numbers", "z = torch.complex(x, y); [torch.view_as_real(torch.fft_fft(z)), torch.view_as_real(torch.fft_ifft(z, None, 1))]", [Normal(4, 5, 6), Uniform(4, 5, 6)]),
        Script("fft of float64", "z = torch.fft_fft(x); [torch.view_as_real(z), torch.view_as_real(torch.fft_ifft(z)), torch.fft_irfft(torch.fft_rfft(x), 7)]", [Normal(4, 7).@double()]),
        Script("fft of one dimension", "z = torch.fft_fft(x); [torch.view_as_real(z), torch.fft_irfft(torch.fft_rfft(x), x.size(0))]", [Normal(12)]),
        Script("fft of the batch", "[torch.view_as_real(torch.fft_fft(x, None, 0)), torch.view_as_real(torch.fft_rfft(x, None, 0, 'ortho'))]", [Normal(4, 3)]),
        Script("fft over a dynamic length", "z = torch.complex(x, y); [torch.view_as_real(torch.fft_fft(z)), torch.view_as_real(torch.fft_ifft(z, None, -1, 'ortho')), torch.view_as_real(torch.fft_rfft(x)), torch.view_as_real(torch.resolve_conj(torch.fft_ihfft(x)))]",
            [Normal(4, 12), Uniform(4, 12)]).WithDynamic([(0, "batch"), (1, "length")], [(0, "batch"), (1, "length")]),
        Script("irfft over a dynamic length", "z = torch.complex(x, y); [torch.fft_irfft(z, 2 * x.size(1) - 1), torch.fft_hfft(z, 2 * x.size(1) - 1, -1, 'ortho'), torch.fft_irfft(torch.fft_rfft(x), x.size(1))]",
            [Normal(4, 12), Uniform(4, 12)]).WithDynamic([(0, "batch"), (1, "length")], [(0, "batch"), (1, "length")]),
        Script("large transforms", "[torch.abs(torch.fft_rfft(x)), torch.view_as_real(torch.fft_fft(x, 1200)), torch.fft_irfft(torch.fft_rfft(x)), torch.fft_irfft(torch.fft_rfft(x, 1201), 1201)]", [Normal(2, 1024)]),
        Script("fft2", "[torch.view_as_real(torch.fft_fft2(x)), torch.view_as_real(torch.fft_ifft2(torch.fft_fft2(x), [4, 8])), torch.view_as_real(torch.fft_rfft2(x, None, [-2, -1], 'ortho'))]", [Normal(4, 5, 6)]),
        Script("irfft2 and hfft2", "z = torch.complex(x, y); [torch.fft_irfft2(z), torch.fft_irfft2(z, [5, 7], [1, 2], 'forward'), torch.fft_hfft2(z), torch.fft_hfft2(z, [4, 9])]", [Normal(4, 5, 6), Uniform(4, 5, 6)]),
        Script("ihfft2", "[torch.view_as_real(torch.resolve_conj(torch.fft_ihfft2(x))), torch.view_as_real(torch.resolve_conj(torch.fft_ihfft2(x, None, [-2, -1], 'ortho')))]", [Normal(4, 5, 6)]),
        Script("fftn", "z = torch.complex(x, y); [torch.view_as_real(torch.fft_fftn(z, None, [1, 2, 3])), torch.view_as_real(torch.fft_ifftn(z, None, [1, 3])), torch.view_as_real(torch.fft_rfftn(x, None, [2, 1])), torch.fft_irfftn(z, None, [1, 2, 3])]",
            [Normal(4, 3, 5, 6), Uniform(4, 3, 5, 6)]),
        Script("hfftn and ihfftn", "z = torch.complex(x, y); [torch.fft_hfftn(z, None, [1, 2]), torch.view_as_real(torch.resolve_conj(torch.fft_ihfftn(x, None, [1, 2])))]", [Normal(4, 3, 5), Uniform(4, 3, 5)]),
        Script("shifts of spectra", "z = torch.fft_fft(x); [torch.view_as_real(torch.fft_fftshift(z, [1])), torch.view_as_real(torch.fft_ifftshift(z, [1])), torch.fft_fftshift(x, [1]), torch.fft_ifftshift(x, [1])]", [Normal(4, 7)]),
        new("frequencies", x => [x[0] * fft.fftfreq(6, 0.5) + fft.fftfreq(6), x[0][.., ..5] * fft.rfftfreq(8, 0.1) + fft.rfftfreq(9)], [Normal(4, 6)]),
        new("frequencies of a dynamic length", x => [x[0] * fft.fftfreq(x[0].shape[1]), fft.rfftfreq(x[0].shape[1] * 2)[..(int)x[0].shape[1]] + x[0]], [Normal(4, 6)]) { Specs = [BatchAndLength] },
        Spectrum("stft", "torch.stft(x, 8, None, None, None, False, None, True)"),
        Spectrum("stft with a window", "torch.stft(x, 16, 4, 16, a, False, None, True)", hann_window(16)),
        Spectrum("stft with a short window, normalized", "torch.stft(x, 15, 6, 10, a, True, None, True)", hamming_window(10)),
        Spectrum("stft with a short window length alone", "torch.stft(x, 12, 5, 7, None, False, None, True)"),
        Spectrum("stft of both sides", "torch.stft(x, 9, 3, 9, a, False, False, True)", hann_window(9)),
        Spectrum("stft with reflected ends", "torch.stft(x, 16, 4, 16, a, True, 'reflect', False, None, True)", hann_window(16)),
        Spectrum("stft with ends of zeros", "torch.stft(x, 16, 4, 16, a, True, 'constant', False, None, True)", hann_window(16)),
        Script("stft as real numbers", "torch.stft(x, 8, 2, 8, a, False, None, False)", [Normal(4, 40)], hann_window(8)),
        Script("stft of float64", "torch.abs(torch.stft(x, 16, 4, 16, a, False, None, True))", [Normal(4, 40).@double()], hann_window(16).@double()),
        Script("stft of complex numbers", "torch.view_as_real(torch.stft(torch.complex(x, y), 8, 2, 8, a, False, False, True))", [Normal(4, 40), Uniform(4, 40)], hann_window(8)),
        Script("stft of one signal", "torch.view_as_real(torch.stft(x, 8, 2, 8, a, False, None, True))", [Normal(40)], hann_window(8)).WithFixedSizes(),
        Script("stft of large frames", "torch.abs(torch.stft(x, 2048, 512, 2048, a, False, None, True))", [Normal(2, 4096)], hann_window(2048)),
        Script("stft over a dynamic length", "torch.view_as_real(torch.stft(torch.pad(x, [8, 8]), 16, 4, 16, a, False, None, True))", [Normal(4, 40)], hann_window(16)).WithDynamic([(0, "batch"), (1, "length")]),
        Of("stft in C#", x => stft(x, 16, 4, 16, hann_window(16), return_complex: true).abs().pow(2), Normal(4, 40)),
        Script("istft", "z = torch.stft(x, 16, 4, 16, a, True, 'reflect', False, None, True); torch.istft(z, 16, 4, 16, a)", [Normal(4, 40)], hann_window(16)),
        Script("istft of a length", "z = torch.stft(x, 16, 5, 12, a, True, 'reflect', True, None, True); torch.istft(z, 16, 5, 12, a, True, True, None, 33)", [Normal(4, 40)], hamming_window(12)),
        Script("istft longer than its frames", "z = torch.stft(x, 16, 5, 16, a, True, 'reflect', True, None, True); torch.istft(z, 16, 5, 16, a, True, True, None, 60)", [Normal(4, 40)], hamming_window(16)),
        Script("istft of a spectrum", "torch.istft(torch.complex(x, y), 10, 3)", [Normal(4, 6, 9), Uniform(4, 6, 9)]),
        Script("istft over dynamic frames", "torch.istft(torch.complex(x, y), 10, 3, 10, a, False)", [Normal(4, 6, 9), Uniform(4, 6, 9)], hamming_window(10)).WithDynamic([(0, "batch"), (2, "frames")], [(0, "batch"), (2, "frames")]),
        new("windows", x => [x[0] * bartlett_window(5), x[0] * blackman_window(5), x[0] * hamming_window(5), x[0] * hann_window(5), x[0] * kaiser_window(5)], [Normal(4, 5)]),
        new("symmetric windows", x => [x[0] * bartlett_window(5, false), x[0] * blackman_window(5, false), x[0] * hamming_window(5, false, 0.6f, 0.3f), x[0] * hann_window(5, false), x[0] * kaiser_window(5, false, 8)], [Normal(4, 5)]),
        new("windows of a dynamic length", x => [x[0] * bartlett_window(x[0].shape[1]), x[0] * blackman_window(x[0].shape[1]), x[0] * hamming_window(x[0].shape[1], false), x[0] * hann_window(x[0].shape[1])], [Normal(4, 5)]) { Specs = [BatchAndLength] },
        new("windows of float64", x => [x[0] * hann_window(5, dtype: float64), x[0] * blackman_window(5, false, float64)], [Normal(4, 5).@double()]),
    ];

    private static OnnxForge.Export.InputSpec BatchAndLength => new("x") { DynamicDimensions = new Dictionary<int, string> { [0] = "batch", [1] = "length" } };

    // of odd and even sizes, cut and padded, in each normalization, over the last and another dimension
    private static IEnumerable<OperatorCase> Transforms(string name) =>
    [
        Script(name, $"[torch.view_as_real(torch.resolve_conj(torch.{name}(x))), torch.view_as_real(torch.resolve_conj(torch.{name}(x, 5))), torch.view_as_real(torch.resolve_conj(torch.{name}(x, 10, 1)))]", [Normal(4, 6, 8)]),
        Script($"{name} by norms", $"[torch.view_as_real(torch.resolve_conj(torch.{name}(x, None, -1, 'forward'))), torch.view_as_real(torch.resolve_conj(torch.{name}(x, None, -1, 'ortho'))), torch.view_as_real(torch.resolve_conj(torch.{name}(x, 7, -1, 'backward')))]", [Normal(4, 9)]),
    ];

    private static IEnumerable<OperatorCase> Halves(string name) =>
    [
        Script(name, $"z = torch.complex(x, y); [torch.{name}(z), torch.{name}(z, 9), torch.{name}(z, 6), torch.{name}(z, 20, 1)]", [Normal(4, 5, 6), Uniform(4, 5, 6)]),
        Script($"{name} by norms", $"z = torch.complex(x, y); [torch.{name}(z, None, -1, 'forward'), torch.{name}(z, 7, -1, 'ortho'), torch.{name}(z, 8, -1, 'backward')]", [Normal(4, 5), Uniform(4, 5)]),
    ];

    private static OperatorCase Spectrum(string name, string script, params Tensor[] captured) => Script(name, $"z = {script}; [torch.abs(z), torch.view_as_real(z)]", [Normal(4, 40)], captured);
}
