using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Random programs of views and writes over one buffer; each must export and agree with libtorch.</summary>
[TestClass]
public sealed class MutationFuzzTests
{
    private const int Columns = 12;

    private static readonly int Programs = Environment.GetEnvironmentVariable("ONNXFORGE_LONG") == "1" ? 2_000 : 60;

    // a bounded batch, because sums of thousands of numbers differ by more than writes through views could explain
    private static readonly ExportOptions Options = new()
    {
        Inputs = [new InputSpec("x") { DynamicDimensions = new DynamicAxes { [0] = new DynamicDimension("batch", Max: 64) } }],
        Verification = QuickVerification.Options,
    };

    [TestMethod]
    public void Build_RandomProgramsThatWriteViews_Agree()
    {
        using var example = randn(4, Columns);
        for (int seed = 0; seed < Programs; seed++)
        {
            int own = seed;
            var lines = new List<string>();
            try { OnnxExporter.Build(x => Run(x[0], new Random(own), lines), [example], Options); }
            catch (ExportException e)
            {
                int first = lines.LastIndexOf("start");
                Assert.Fail($"program {own}: {string.Join("; ", lines.Skip(first + 1))}\n{e.Message}");
            }
        }
    }

    // choices depend on the seed and on fixed sizes alone, so that every run makes the same ones
    private static Tensor[] Run(Tensor x, Random random, List<string> lines)
    {
        lines.Add("start");
        var all = new List<Tensor> { x.clone() };
        for (int step = 0; step < 8; step++)
        {
            int picked = random.Next(all.Count);
            var tensor = all[picked];
            if (random.Next(2) == 0)
            {
                all.Add(View(tensor, random, out var name));
                lines.Add($"t{all.Count - 1} = t{picked}.{name}");
            }
            else
            {
                int other = random.Next(all.Count);
                lines.Add($"t{picked}.{Write(tensor, all[other], random)} with t{other}");
            }
        }
        return [.. all.Select(t => t * 1)];
    }

    private static Tensor View(Tensor t, Random random, out string name)
    {
        // the first dimension of a tensor of two is the batch, whose size changes; all others are fixed
        int rank = (int)t.dim(), axis = random.Next(rank);
        bool batch = axis == BatchAxis(t);
        long size = t.shape[axis];
        switch (random.Next(8))
        {
            case 0 when rank > 1 && !batch: name = $"select({axis}, -1)"; return t.select(axis, -1);
            case 1 when !batch && size > 2: name = $"narrow({axis}, 1, {size - 2})"; return t.narrow(axis, 1, size - 2);
            case 2 when !batch && size > 1: name = $"steps({axis})"; return t.slice(axis, random.Next(2), size, 2);
            case 3 when rank > 1: name = $"transpose(0, {rank - 1})"; return t.transpose(0, rank - 1);
            case 4 when rank < 4: name = "unsqueeze(-1)"; return t.unsqueeze(-1);
            case 5 when !batch && size % 2 == 0 && rank < 4: name = $"unflatten({axis})"; return t.unflatten(axis, 2, size / 2);
            case 6 when !batch && size > 1 && rank < 4: name = $"unfold({axis}, 2, 2)"; return t.unfold(axis, 2, 2);
            case 7 when !batch && size > 2: name = $"chunk(2, {axis})"; return t.chunk(2, axis)[1];
            default: name = "alias()"; return t.alias();
        }
    }

    private static string Write(Tensor t, Tensor other, Random random)
    {
        switch (random.Next(7))
        {
            case 0: t.add_(1); return "add_(1)";
            case 1: t.mul_(-2); return "mul_(-2)";
            case 2: t.copy_(other.mean()); return "copy_(mean)";
            case 3: t.masked_fill_(t > 0, 0.5); return "masked_fill_";
            case 4: t.add_(other.sum() * 0.01); return "add_(sum)";
            case 5: t.zero_(); return "zero_";
            default: t.clamp_(-1, 1); return "clamp_";
        }
    }

    // sizes of the batch are those that no view made: the trace's and the verification's sizes are none of the others
    private static int BatchAxis(Tensor t) => Array.FindIndex(t.stride(), stride => stride == Columns);
}
