using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    private const string Complex1 = "z = torch.complex(x, y); ";
    private const string Complex2 = "z = torch.complex(x, y); w = torch.complex(y, x * 0.5); ";

    private static readonly Tensor ComplexConstant = complex(Normal(3), Uniform(3));

    public static readonly IReadOnlyList<OperatorCase> Complex =
    [
        OfPairs("complex and its parts", "z = torch.complex(x, y); [torch.real(z), torch.imag(z), torch.view_as_real(z)]"),
        OfPairs("polar", "torch.view_as_real(torch.polar(x, y))"),
        Script("view_as_complex", "z = torch.view_as_complex(x); torch.real(z) * 2 + torch.imag(z)", [Normal(4, 3, 2)]),
        OfPairs("conjugates", Complex1 + "[torch.view_as_real(torch.conj_physical(z)), torch.view_as_real(torch.resolve_conj(torch.conj(z))), torch.imag(torch.conj(z)), torch.resolve_neg(torch.imag(torch.conj(z)))]"),
        OfPairs("conj_physical_", Complex1 + "z.conj_physical_(); torch.view_as_real(z)"),
        OfPairs("isreal", Complex1 + "[torch.isreal(torch.complex(x, torch.relu(y))), torch.isreal(x)]"),
        OfPairs("abs, angle, sgn", Complex1 + "[torch.abs(z), torch.angle(z), torch.view_as_real(torch.sgn(z))]"),
        OfPairs("sgn and angle of zero", "z = torch.complex(torch.relu(x), torch.relu(y)); [torch.abs(z), torch.angle(z), torch.view_as_real(torch.sgn(z))]"),
        OfPairs("add and sub", Complex2 + "torch.view_as_real(torch.add(z, w, alpha=2) - w + 1.5)"),
        OfPairs("add and sub of real ones", Complex1 + "torch.view_as_real(torch.sub(x, z, alpha=2) + x - 0.5)"),
        OfPairs("sums that broadcast", Complex1 + "[torch.view_as_real(z[:, :1] + x), torch.view_as_real(x - z[:, :1]), torch.view_as_real(z[0] - x)]"),
        OfPairs("rsub of complex numbers", Complex1 + "torch.view_as_real(torch.rsub(z, 2.0))"),
        OfPairs("mul", Complex2 + "[torch.view_as_real(z * w), torch.view_as_real(z * x), torch.view_as_real(x * z * 3)]"),
        OfPairs("div", Complex2 + "[torch.view_as_real(z / w), torch.view_as_real(z / (x + 4)), torch.view_as_real(x / w), torch.view_as_real(z / 4)]"),
        OfPairs("neg, reciprocal, square", Complex1 + "[torch.view_as_real(-z), torch.view_as_real(torch.reciprocal(z)), torch.view_as_real(torch.square(z))]"),
        OfPairs("exp", Complex1 + "torch.view_as_real(torch.exp(z))"),
        OfPairs("trigonometric functions", Complex1 + "[torch.view_as_real(torch.sin(z)), torch.view_as_real(torch.cos(z)), torch.view_as_real(torch.tan(z))]"),
        OfPairs("hyperbolic functions", Complex1 + "[torch.view_as_real(torch.sinh(z)), torch.view_as_real(torch.cosh(z)), torch.view_as_real(torch.tanh(z))]"),
        OfPairs("norms", Complex1 + "[torch.norm(z), torch.linalg_vector_norm(z, 2, [1]), torch.linalg_vector_norm(z, 1, [0, 1], True), torch.linalg_matrix_norm(z, 'fro', [0, 1])]"),
        OfPairs("logarithms", Complex1 + "[torch.view_as_real(torch.log(z)), torch.view_as_real(torch.log2(z)), torch.view_as_real(torch.log10(z))]"),
        OfPairs("sqrt", Complex1 + "[torch.view_as_real(torch.sqrt(z)), torch.view_as_real(torch.sqrt(torch.conj(z)))]"),
        OfPairs("pow of whole numbers", Complex1 + "[torch.view_as_real(torch.pow(z, 2)), torch.view_as_real(torch.pow(z, 3)), torch.view_as_real(torch.pow(z, -2)), torch.view_as_real(torch.pow(z, 0))]"),
        OfPairs("pow of real numbers", Complex1 + "[torch.view_as_real(torch.pow(z, 0.5)), torch.view_as_real(torch.pow(z, 1.5)), torch.view_as_real(torch.pow(z, -0.3))]"),
        OfPairs("numbers", Complex1 + "[torch.view_as_real(z * (2 + 3j)), torch.view_as_real(x * 1j), torch.view_as_real(z + 1j), torch.view_as_real(z / (1 - 2j))]"),
        OfPairs("sums and means", Complex1 + "[torch.view_as_real(torch.sum(z, [1])), torch.view_as_real(torch.mean(z, [1], True)), torch.view_as_real(torch.sum(z)), torch.view_as_real(torch.cumsum(z, 1))]"),
        OfPairs("matrix products", Complex1 + "[torch.view_as_real(torch.matmul(z, z.t())), torch.view_as_real(torch.mm(z, z.mH)), torch.view_as_real(torch.mv(z, z[0])), torch.view_as_real(torch.dot(z[0], z[0]))]"),
        OfPairs("vdot and outer", Complex1 + "[torch.view_as_real(torch.vdot(z[0], z[-1])), torch.view_as_real(torch.outer(z[0], z[-1]))]"),
        Script("bmm and baddbmm", Complex1 + "[torch.view_as_real(torch.bmm(z, z.transpose(1, 2))), torch.view_as_real(torch.baddbmm(z, z, z, beta=0.5, alpha=2))]", [Normal(4, 3, 3), Uniform(4, 3, 3)]),
        OfPairs("addmm and linear", Complex1 + "w = torch.complex(a, b); [torch.view_as_real(torch.addmm(w[0], z, w.t(), beta=2)), torch.view_as_real(torch.linear(z, w))]", Normal(3, 3), Uniform(3, 3)),
        Script("einsum", Complex1 + "torch.view_as_real(torch.einsum('bij,bkj->bik', [z, torch.conj(z)]))", [Normal(4, 2, 3), Uniform(4, 2, 3)]),
        Script("shapes", Complex1 + "[torch.view_as_real(z.reshape(-1, 6)), torch.view_as_real(z.permute(0, 2, 1)), torch.view_as_real(z.transpose(1, 2).flatten(1)), torch.view_as_real(torch.unsqueeze(z, 1)), torch.view_as_real(z.view(-1, 2, 1, 3).squeeze(2)), torch.view_as_real(z.unsqueeze(1).expand(-1, 4, -1, -1)), torch.view_as_real(z.repeat(1, 2, 1))]",
            [Normal(4, 2, 3), Uniform(4, 2, 3)]),
        Script("parts of it", Complex1 + "[torch.view_as_real(z[:, 0]), torch.view_as_real(z[:, :, 1:]), torch.view_as_real(torch.narrow(z, 2, 1, 2)), torch.view_as_real(torch.index_select(z, 2, a)), torch.view_as_real(torch.flip(z, [1, -1])), torch.view_as_real(torch.roll(z, [1, -1], [1, 2])), torch.view_as_real(torch.chunk(z, 2, 1)[1]), torch.view_as_real(torch.unbind(z, 1)[0])]",
            [Normal(4, 2, 3), Uniform(4, 2, 3)], tensor(new long[] { 2, 0 })),
        OfPairs("cat and stack", Complex2 + "[torch.view_as_real(torch.cat([z, w], 1)), torch.view_as_real(torch.stack([z, w], -1)), torch.view_as_real(torch.cat([z, x], -1))]"),
        OfPairs("eq and ne", Complex2 + "[torch.eq(z, torch.complex(x, x)), torch.ne(z, w), torch.eq(z, x), torch.eq(torch.complex(x, x * 0), x)]"),
        OfPairs("where and masked_fill", Complex2 + "[torch.view_as_real(torch.where(x > 0, z, w)), torch.view_as_real(torch.where(x > 0, z, x.to(z.dtype))), torch.view_as_real(z.masked_fill(x > 0, 2.0))]"),
        OfPairs("clone, detach, to", Complex1 + "[torch.view_as_real(z.clone().detach() + z.to(10)), torch.view_as_real(x.to(9))]"),
        OfPairs("zeros, ones, full", Complex1 + "[torch.view_as_real(torch.zeros_like(z) + z), torch.view_as_real(torch.ones_like(z) * z), torch.view_as_real(torch.full_like(z, 2 - 1j) * z), torch.view_as_real(torch.full([3], 2j) * z)]"),
        OfPairs("promotion to float64", Complex1 + "torch.view_as_real(z * a)", Normal(3).@double()),
        OfPairs("writes", Complex2 + "z[:, 0] = 1.5; z.mul_(w); z[:, 1].copy_(w[:, 0]); z += x; torch.view_as_real(z)"),
        OfPairs("writes through views", Complex1 + "torch.view_as_real(z)[:, :, 1] = 0.5; torch.real(z).mul_(2.0); torch.conj(z)[:, 0] = 3 + 2j; torch.imag(torch.conj(z)).add_(1.0); torch.view_as_real(z)"),
        OfPairs("constants", Complex1 + "torch.view_as_real(z * torch.view_as_complex(a) + torch.conj(torch.view_as_complex(a)))", Normal(3, 2)),
        new("a complex constant and its conjugate", x => [view_as_real(complex(x[0], x[0]) * ComplexConstant + ComplexConstant.conj())], [Normal(4, 3)]),
        Script("float64", "z = torch.complex(x, y); [torch.view_as_real(z * z / (z + 2) - torch.exp(z)), torch.abs(z), torch.view_as_real(torch.sqrt(z))]", [Normal(4, 3).@double(), Uniform(4, 3).@double()]),
        Script("a rotary embedding", "z = torch.view_as_complex(x.reshape(x.size(0), x.size(1), 4, 2)); r = torch.polar(torch.ones_like(a), a); torch.view_as_real(z * r).flatten(2)", [Normal(4, 5, 8)], Normal(5, 4)),
    ];

    // real and imaginary part are inputs of their own
    private static OperatorCase OfPairs(string name, string script, params Tensor[] captured) => Script(name, script, [Normal(4, 3), Uniform(4, 3) - 0.4], captured);
}
