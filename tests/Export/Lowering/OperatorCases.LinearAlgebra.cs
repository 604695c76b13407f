using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    private const string Definite = "s = torch.matmul(x, x.mT) + a; ";
    private const string Regular = "s = x + a; ";

    /// <summary>Linear algebra, unrolled for the matrices' size. Dimension 0 is a batch; a script makes what it needs to be well conditioned.</summary>
    public static readonly IReadOnlyList<OperatorCase> LinearAlgebra =
    [
        .. Sized("linalg_cholesky", Definite + "[torch.linalg_cholesky(s), torch.linalg_cholesky(s, upper=True)]"),
        .. Sized("linalg_cholesky_ex", Definite + "p = torch.linalg_cholesky_ex(s); q = torch.linalg_cholesky_ex(x.mT * 0.01 - a); [p[0], p[1], q[1]]"),
        .. Sized("cholesky_inverse", Regular + "[torch.cholesky_inverse(s), torch.cholesky_inverse(s, True)]"),
        .. Sized("cholesky_solve", Regular + "[torch.cholesky_solve(x, s), torch.cholesky_solve(x, s, True)]"),
        .. Sized("linalg_inv", Regular + "[torch.linalg_inv(s), torch.inverse(s), torch.linalg_inv_ex(s)[1]]"),
        .. Sized("linalg_solve", Regular + "[torch.linalg_solve(s, x), torch.linalg_solve(s, x, left=False), torch.linalg_solve_ex(s, x[:, :, 0])[0]]"),
        .. Sized("linalg_solve_triangular", Regular + "[torch.linalg_solve_triangular(s, x, upper=True), torch.linalg_solve_triangular(s, x, upper=False, left=False), torch.linalg_solve_triangular(x, a, upper=True, unitriangular=True)]"),
        .. Sized("linalg_lu", "p, l, u = torch.linalg_lu(x); [p, l, u]"),
        .. Sized("linalg_lu_factor", "p = torch.linalg_lu_factor(x); q = torch.linalg_lu_factor_ex(x); [p[0], p[1], q[2]]"),
        .. Sized("lu_unpack", "p = torch.linalg_lu_factor(x); q = torch.lu_unpack(p[0], p[1]); [q[0], q[1], q[2]]"),
        .. Sized("linalg_lu_solve", Regular + "p = torch.linalg_lu_factor(s); [torch.linalg_lu_solve(p[0], p[1], x), torch.linalg_lu_solve(p[0], p[1], x, adjoint=True), torch.linalg_lu_solve(p[0], p[1], x, left=False), torch.linalg_lu_solve(p[0], p[1], x, left=False, adjoint=True)]"),
        .. Sized("linalg_slogdet", "p = torch.linalg_slogdet(x); [p[0], p[1], torch.logdet(x)]"),
        .. Sized("linalg_qr", "q, r = torch.linalg_qr(x); p, s = torch.linalg_qr(x, 'r'); [q, r, s]"),
        .. Sized("geqrf", "p, t = torch.geqrf(x); [p, t, torch.linalg_householder_product(p, t), torch.ormqr(p, t, x), torch.ormqr(p, t, x, left=False), torch.ormqr(p, t, x, transpose=True), torch.ormqr(p, t, x, left=False, transpose=True)]"),
        .. Sized("linalg_svdvals", "torch.linalg_svdvals(x)"),
        .. Sized("linalg_eigvalsh", "[torch.linalg_eigvalsh(x), torch.linalg_eigvalsh(x, 'U')]"),
        .. Sized("linalg_matrix_rank", "[torch.linalg_matrix_rank(x), torch.linalg_matrix_rank(x, atol=0.5, rtol=0.1), torch.linalg_matrix_rank(x, hermitian=True)]"),
        .. Sized("linalg_pinv", "s = torch.tanh(x) + a; [torch.linalg_pinv(s), torch.linalg_pinv(s, hermitian=True), torch.linalg_pinv(x, rtol=0.3)]"),
        Script("linalg_tensorinv", "torch.linalg_tensorinv(x, 1)", [Normal(6, 2, 3) * 0.2 + eye(6).reshape(6, 2, 3)]).WithFixedSizes(),
        .. Sized("matrix_exp", "[torch.matrix_exp(x), torch.matrix_exp(x * 5), torch.matrix_exp(x * 0.001)]"),
        Script("vander", "[torch.vander(x, 4), torch.vander(x, 3, True)]", [Normal(4)]),
        Script("block_diag", "[torch.block_diag([x, a, b]), torch.block_diag([a, x])]", [Normal(4, 3)], Normal(2, 2), Normal(3)),
        .. Sized("linalg_cond", Regular + "[torch.linalg_cond(s), torch.linalg_cond(s, -2), torch.linalg_cond(s, 1), torch.linalg_cond(s, -1), torch.linalg_cond(s, 'fro'), torch.linalg_cond(s, 'nuc')]"),
        Script("linalg_cond of a singular matrix", "s = x.sum([1, 2], True).expand([-1, 3, 3]); [torch.linalg_cond(s, 1), torch.linalg_cond(s, 'fro')]", [Integers(1, 9, 4, 3, 3).to(ScalarType.Float32)]),
        // fixed, because libtorch takes y for a batch of vectors where its sizes would do for that, and is now and then wrong for dependent columns
        Script("linalg_lstsq", "[torch.linalg_lstsq(x, y)[0], torch.linalg_lstsq(x, y, driver='gels')[0], torch.linalg_lstsq(x.mT, x.mT)[0], torch.linalg_lstsq(x, y, rcond=0.001, driver='gelsd')[0]]", [Normal(4, 7, 3), Normal(4, 7, 2)]).WithFixedSizes(),
        Script("linalg_lstsq of lower rank", "s = torch.matmul(x, x.mT); torch.linalg_lstsq(s, x, rcond=0.0001)[0]", [Normal(4, 5, 2)]).WithFixedSizes(),
        Script("linalg_pinv with rcond", "[torch.linalg_pinv(x, 0.001), torch.pinverse(a, 0.3) + x]", [Normal(4, 3, 3)], Normal(3, 3)),
        Script("linalg_qr tall and wide", "q, r = torch.linalg_qr(x); p, s = torch.linalg_qr(x.mT); c, t = torch.linalg_qr(x, 'complete'); d, u = torch.linalg_qr(x.mT, 'complete'); [q, r, p, s, c, t, d, u]", [Normal(4, 5, 3)]),
        Script("geqrf tall and wide", "p, t = torch.geqrf(x); q, u = torch.geqrf(x.mT); [p, t, q, u, torch.linalg_householder_product(p, t), torch.ormqr(p, t, x)]", [Normal(4, 5, 3)]),
        Script("linalg_pinv, values and rank, tall and wide", "[torch.linalg_pinv(x), torch.linalg_pinv(x.mT), torch.linalg_svdvals(x), torch.linalg_svdvals(x.mT), torch.linalg_matrix_rank(x)]", [Normal(4, 7, 3)]),
        Script("linalg_pinv of lower rank", "s = torch.matmul(x, x.mT); [torch.linalg_pinv(s, rtol=0.0001), torch.linalg_svdvals(s), torch.linalg_eigvalsh(s)]", [Normal(4, 6, 2)]),
        Script("linalg_svdvals of dynamic rows", "[torch.linalg_svdvals(x), torch.linalg_svdvals(x.t()), torch.linalg_matrix_norm(x, 'nuc'), torch.linalg_matrix_norm(x, 2), torch.linalg_matrix_norm(x, -2), torch.linalg_matrix_norm(x, 1)]", [Normal(5, 3)]),
        Script("linalg_pinv and rank of dynamic rows", "[torch.linalg_pinv(x), torch.linalg_matrix_rank(x)]", [Normal(7, 3)]),
        Script("linalg_svdvals of 16 columns", "[torch.linalg_svdvals(x), torch.linalg_eigvalsh(x)]", [Normal(4, 16, 16)]),
        Script("linalg_det float64", "torch.linalg_det(x)", [Normal(4, 5, 5).@double()]),
        Script("linalg_lu tall and wide", "p, l, u = torch.linalg_lu(x); q, m, v = torch.linalg_lu(x.mT); [p, l, u, q, m, v]", [Normal(4, 5, 3)]),
        Script("linalg_lu of equal values", "p, l, u = torch.linalg_lu(x); [p, l, u]", [ones(3, 3).triu() - ones(3, 3).tril(-1)]).WithFixedSizes(),
        Script("linalg_solve of one matrix for a batch", "[torch.linalg_solve(a, x), torch.linalg_solve(a, b)] + [torch.linalg_solve(x[:, :3], b)]", [Normal(4, 3, 3)], Normal(3, 3) + eye(3) * 4, Normal(3)),
    ];

    private static IEnumerable<OperatorCase> Sized(string name, string script)
    {
        foreach (int size in new[] { 1, 2, 3, 5 }) yield return Script($"{name} {size}", script, [Normal(4, size, size)], eye(size) * 4);
        var more = Script($"{name} of one batch more", script.Replace("x[:, :, 0]", "x[:, :, :, 0]", StringComparison.Ordinal), [Normal(4, 2, 3, 3)], eye(3) * 4);
        // among thousands of random matrices some are nearly singular, and their inverse is not determined to many digits
        yield return name.StartsWith("linalg_pinv", StringComparison.Ordinal) ? more.WithFixedSizes() : more;
        yield return Script($"{name} float64", script, [Normal(4, 3, 3).@double()], eye(3).@double() * 4);
    }
}
