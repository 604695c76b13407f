using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    // poles, zeros and the joints of the pieces
    private static Tensor SpecialEdges => Column(0f, -0f, 1, 2, 0.5f, -0.5f, -2.5f, 1e-6f, -1e-6f, 5, 8, 10, 30, -30.5f, Inf, -Inf, NaN);

    private static OperatorCase[] SpecialOf(string name) =>
    [
        Script(name, $"torch.{name}(x)", [SpecialEdges]).WithFixedSizes(),
        Script($"{name} float64", $"torch.{name}(x)", [SpecialEdges.@double()]).WithFixedSizes(),
        Script($"{name} of other types", $"[torch.{name}(x.to(5)), torch.{name}(x.to(15)), torch.{name}(y)]", [Uniform(4, 3) * 0.8 + 0.1, Integers(1, 9, 4, 3)]),
    ];

    private static OperatorCase[] BesselOf(string name) =>
    [
        Script(name, $"torch.{name}(x)", [SpecialEdges]).WithFixedSizes(),
        Script($"{name} float64", $"torch.{name}(x)", [SpecialEdges.@double()]).WithFixedSizes(),
        // beside a zero what is left is off by roundings of the amplitude, and an integer cannot be moved to show it
        Script($"{name} of integers", $"torch.{name}(x)", [Integers(1, 9, 4, 3)]).OffBy(4e-7),
    ];

    // without NaN, for which libtorch's recurrence returns what its memory held before
    private static OperatorCase[] PolynomialOf(string name) =>
    [
        Script(name, $"[torch.{name}(x, 0), torch.{name}(x, 1), torch.{name}(x, 5), torch.{name}(x, 12), torch.{name}(x, -1)]", [Column(-1, -0.75f, -0f, 0.25f, 0.5f, 1, 1.25f, -2)]).WithFixedSizes(),
        Script($"{name} of several degrees", $"torch.{name}(x, a)", [Normal(4, 3)], tensor(new long[] { 3, 0, 7 })),
    ];

    public static readonly IReadOnlyList<OperatorCase> SpecialFunctions =
    [
        .. new[] { "chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w", "shifted_chebyshev_polynomial_t", "shifted_chebyshev_polynomial_u",
            "shifted_chebyshev_polynomial_v", "shifted_chebyshev_polynomial_w", "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p" }.SelectMany(name => PolynomialOf($"special_{name}")),
        Script("gcd and lcm", "[torch.gcd(x, y), torch.lcm(x, y)]", [Integers(-30, 30, 4, 9), Integers(-20, 20, 4, 9)]),
        Script("gcd of neighbours in Fibonacci's sequence", "torch.gcd(x, y)", [tensor(new long[] { 7540113804746346429, 0, 0, -12 }), tensor(new long[] { 4660046610375530309, 0, 7, 18 })]).WithFixedSizes(),
        Script("gcd of other types", "[torch.gcd(x.to(3), y.to(3)), torch.gcd(x.to(2), y.to(2)), torch.gcd(x.to(1), y.to(1)), torch.gcd(x.to(0), y.to(0))]", [Integers(1, 100, 4, 9), Integers(1, 100, 4, 9)]),
        Script("gcd and lcm in place", "z = x * 1; z.gcd_(y); w = x * 1; w.lcm_(y); [z, w]", [Integers(1, 30, 4, 3), Integers(1, 20, 4, 3)]),
        Script("nextafter relative", "(torch.nextafter(x, y) - x) / torch.abs(x) * 8388608", [Column(1, 1, 2, 3, -1, 1.9999999f, 1e-30f), Column(2, 0, 0, 5, 0, 3, -1)]).WithFixedSizes(),
        Pairs("nextafter at the edges", "torch.nextafter(x, y)"),
        Script("frexp", "y, z = torch.frexp(x); [y, z]", [Column(0, -0f, 1, 0.5f, 0.99999994f, 2, -3, 1e-40f, 1e-45f, 3.4028235e38f, 8, 1024, 1.00000012f)]).WithFixedSizes(),
        Script("powers and quotients in place", "z = x * 1; z.pow_(y); w = x * 1; w.floor_divide_(y); [z, w]", [Uniform(4, 3) + 1, Uniform(4, 3) + 0.5]),
        Script("float_power in place", "z = x * 1; z.float_power_(y); z", [Uniform(4, 3).@double() + 1, Uniform(4, 3).@double()]),
        .. new[] { "lgamma", "digamma", "erfc", "erfinv", "i0", "special_i0e", "special_i1", "special_i1e", "special_entr" }.SelectMany(SpecialOf),
        .. new[] { "special_bessel_j0", "special_bessel_j1", "special_bessel_y0", "special_bessel_y1", "special_modified_bessel_i0", "special_modified_bessel_i1", "special_modified_bessel_k0",
            "special_modified_bessel_k1", "special_scaled_modified_bessel_k0", "special_scaled_modified_bessel_k1", "special_spherical_bessel_j0", "special_airy_ai", "special_ndtri" }.SelectMany(BesselOf),
        Script("polygamma", "[torch.polygamma(0, x), torch.polygamma(1, x), torch.polygamma(2, x), torch.polygamma(5, x)]", [Column(0, 0.5f, 1, -0.5f, -2.25f, 20, 1e-3f, NaN)]).WithFixedSizes(),
        Script("polygamma in place", "y = x * 1; y.polygamma_(1); y", [Uniform(4, 3) + 1]),
        Script("special_polygamma", "torch.special_polygamma(2, x)", [Uniform(4, 3).@double() + 1]),
        Script("mvlgamma", "[torch.mvlgamma(x, 3), torch.special_multigammaln(x, 2)]", [Uniform(4, 3) + 2]),
        Script("mvlgamma in place", "y = x * 1; y.mvlgamma_(2); y", [Uniform(4, 3) + 2]),
        Script("igamma and igammac", "[torch.igamma(x, y), torch.igammac(x, y)]", [Column(0.5f, 3, 10, 25, 300, 0.001f, 1, 40, 2), Column(0.3f, 5, 2, 27, 290, 0.2f, 1, 3, 30)]).WithFixedSizes(),
        Pairs("igamma at the edges", "torch.special_gammainc(x, y)"),
        Script("igammac float64", "torch.special_gammaincc(x, y)", [(Uniform(4, 9) * 9).@double(), (Uniform(4, 9) * 9).@double()]).OffBy(2e-14), // what is left of 1
        Script("special_zeta", "torch.special_zeta(x, y)", [Column(1, 0.5f, 2, 2, 3, 2.5f, 3, 7, 2, 40, NaN), Column(1, 1, 1, -0.5f, -2.25f, 0.25f, -2, 0, 100, 0.3f, 1)]).WithFixedSizes(),
    ];
}
