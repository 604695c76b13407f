using OnnxForge.Export;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace OnnxForge.Tests.Export;

/// <summary>What users compute from sizes, exported with these sizes dynamic; the exporter compares the bytes with the function at sizes that were never traced.</summary>
[TestClass]
public sealed class SizesTests
{
    private static readonly Tensor Positions = OperatorCase.Normal(2000, 4);
    private static readonly Tensor Kernel = OperatorCase.Normal(4, 3, 3, 3);

    private static OperatorCase Sequence(string name, Func<Tensor, Tensor> function) =>
        OperatorCase.Of(name, function, OperatorCase.Normal(3, 6, 4)).WithDynamic([(0, "batch"), (1, "length")]);

    private static OperatorCase Image(string name, Func<Tensor, Tensor> function) =>
        OperatorCase.Of(name, function, OperatorCase.Normal(2, 3, 18, 16)).WithDynamic([(0, "batch"), (2, "height"), (3, "width")]);

    private static OperatorCase Two(string name, Func<Tensor, Tensor, Tensor> function, params (int, string)[][] dimensions) =>
        new OperatorCase(name, x => [function(x[0], x[1])], [OperatorCase.Normal(3, 6), OperatorCase.Normal(6, 5)]).WithDynamic(dimensions);

    private static readonly IReadOnlyList<OperatorCase> All =
    [
        Sequence("mean by hand", x => x.sum(1) / x.shape[1]),
        Sequence("reciprocal of a size", x => x.sum(1) * (1.0 / x.shape[1])),
        Sequence("reciprocal of a size in single", x => x.sum(1) * (1f / x.shape[1])),
        Sequence("square root of a size", x => x / Math.Sqrt(x.shape[1])),
        Sequence("power of a size", x => x * Math.Pow(x.shape[1], -0.5)),
        Sequence("logarithm of a size", x => x * Math.Log(x.shape[1] + 1)),
        Sequence("tensor of a real size", x => x * tensor(1.0f / x.shape[1])),
        Sequence("alpha of a size", x => x.add(x, alpha: 1.0 / x.shape[1])),
        Sequence("filled with a real of a size", x => x + full(x.shape, 1.0 / x.shape[1])),
        Sequence("attention scale of a size", x => matmul(softmax(matmul(x, x.transpose(1, 2)) / Math.Sqrt(x.shape[1]), -1), x)),
        Sequence("positions", x => x + arange(x.shape[1], float32).unsqueeze(1)),
        Sequence("arange with a real step", x => x + arange(0, x.shape[1] * 0.5, 0.5, float32).unsqueeze(1)),
        Sequence("arange times a real", x => x + (arange(x.shape[1], float32) * (1.0 / x.shape[1])).unsqueeze(1)),
        Sequence("linspace", x => x + linspace(-1, 1, x.shape[1]).unsqueeze(1)),
        Sequence("linspace to a size", x => x + linspace(0, x.shape[1] - 1.0, x.shape[1]).unsqueeze(1)),
        Sequence("causal mask", x => (matmul(x, x.transpose(1, 2)) + full([x.shape[1], x.shape[1]], float.NegativeInfinity).triu(1)).softmax(-1)),
        Sequence("mask of lower triangle", x => matmul(x, x.transpose(1, 2)).masked_fill(ones(x.shape[1], x.shape[1]).tril().eq(0), -1e9)),
        Sequence("position table", x => x + Positions[..(int)x.shape[1]]),
        Sequence("window of at most 16", x => x[.., ..(int)Math.Min(x.shape[1], 16)] * 2),
        Sequence("window of at most 512", x => x[.., ..(int)Math.Min(x.shape[1], 512)].reshape(x.shape[0], -1, 2)),
        Sequence("slice beyond the end", x => x[.., ..600].reshape(-1, 2)),
        Sequence("last 9", x => x[.., (int)Math.Max(x.shape[1] - 9, 0)..].reshape(-1, 4)),
        Sequence("merged dimensions", x => x.reshape(x.shape[0] * x.shape[1], 4).relu().reshape(x.shape[0], x.shape[1], 2, 2)),
        Sequence("flattened", x => x.flatten(0, 1) * 2),
        Sequence("2n + 1", x => cat([x, zeros(x.shape[0], x.shape[1] + 1, 4)], 1)),
        Sequence("first half", x => x[.., ..((int)x.shape[1] / 2)]),
        Sequence("whole pairs", x => x[.., ..((int)x.shape[1] / 2 * 2)].reshape(x.shape[0], x.shape[1] / 2, 2, 4).mean([2])),
        Sequence("padded to a multiple of 8", x => F.pad(x, [0, 0, 0, (8 - x.shape[1] % 8) % 8]).reshape(x.shape[0], -1, 8, 4).sum(2)),
        Sequence("expanded by sizes", x => ones(1, 1, 4).expand(x.shape[0], x.shape[1], 4) * x),
        Sequence("repeated by sizes", x => ones(1, 1, 4).repeat(x.shape[0], x.shape[1], 1) + x),
        Sequence("pairwise differences", x => (x.unsqueeze(1) - x.unsqueeze(2)).reshape(x.shape[0], x.shape[1] * x.shape[1], 4).abs().sum(1)),
        Sequence("remainder of a size", x => x + x.shape[1] % 2),
        Sequence("upsampled by two", x => x.repeat_interleave(2, 1).reshape(x.shape[0], 2 * x.shape[1], 4)),
        Sequence("halves by split", x => { var parts = x.split([x.shape[1] / 2, x.shape[1] - x.shape[1] / 2], 1); return cat([parts[1], parts[0]], 1); }),
        Sequence("pooled to three", x => F.adaptive_avg_pool1d(x.transpose(1, 2), 3)),
        Sequence("heads", x => x.reshape(x.shape[0], x.shape[1], 2, 2).transpose(1, 2).reshape(x.shape[0] * 2, x.shape[1], 2).transpose(1, 2)),
        Sequence("windows of a length", x => x.unfold(1, 2, 1).sum(-1)),
        Sequence("windows two apart", x => x.unfold(1, 3, 2)),
        Sequence("padded with a number of a size", x => F.pad(x, [0, 0, 1, 0], value: 1.0 / x.shape[1])),
        Sequence("halves by chunks of any size", x => x.chunk(2, 1) is [var first, var second] ? cat([second, first], 1) : x),
        Sequence("matrix norms of everything", x => linalg.matrix_norm(x.flatten(1), "fro") + linalg.matrix_norm(x.flatten(1), 1) + linalg.matrix_norm(x.flatten(1), double.PositiveInfinity)),
        OperatorCase.Of("attention over a dynamic width", x => F.scaled_dot_product_attention(x, x * 0.5, x), OperatorCase.Normal(3, 2, 6, 4)).WithDynamic([(0, "batch"), (2, "length"), (3, "width")]),
        OperatorCase.Script("attention whose scale is a size", "torch.scaled_dot_product_attention(x, x, x, scale=1.0 / x.size(2))", [OperatorCase.Normal(3, 2, 6, 4)]).WithDynamic([(0, "batch"), (2, "length")]),
        Image("columns of windows", x => F.unfold(x, (3, 2), (1, 2), (1, 0), (2, 1)).sum(1)),
        Image("columns folded back", x => F.fold(F.unfold(x, (2, 3), stride: (2, 1)), (x.shape[2], x.shape[3]), (2, 3), stride: (2, 1))),
        Image("nested strides", x => F.conv2d(F.conv2d(x, Kernel, strides: [2, 2], padding: [1, 1])[.., ..3], Kernel, strides: [2, 2], padding: [1, 1]).flatten(2).transpose(1, 2)),
        Image("rows of pixels", x => F.conv2d(x, Kernel, strides: [2, 2], padding: [1, 1]).permute(0, 2, 3, 1).reshape(-1, 4).relu()),
        Image("pooled", x => F.max_pool2d(x, 2, padding: 1).flatten(1).sum(1)),
        Image("upsampled", x => F.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest)),
        Image("upsampled as another", x => F.interpolate(F.avg_pool2d(x, 2, padding: 1), size: [x.shape[2], x.shape[3]], mode: InterpolationMode.Bilinear)),
        Image("pooled to one", x => F.adaptive_avg_pool2d(x, [1, 1]).flatten(1)),
        Image("pooled to three by two", x => F.adaptive_avg_pool2d(x, [3, 2]).flatten(1)),
        Image("greatest of five by one", x => F.adaptive_max_pool2d(x, [5, 1]).flatten(1)),
        Image("pixels as tokens with a scale", x => x.flatten(2).transpose(1, 2) / Math.Sqrt(x.shape[2] * x.shape[3])),
        Two("joined", (x, y) => cat([x.t(), y.reshape(-1, 3).repeat(1, 1)[..1].expand(2, -1)], 0), [(1, "n")], []),
        Two("joined sizes", (x, y) => cat([x.flatten(), y.flatten()]), [(1, "n")], [(0, "m")]),
        Two("product of both", (x, y) => matmul(x, y), [(0, "rows"), (1, "inner")], [(0, "inner"), (1, "columns")]),
        Two("ratio of sizes", (x, y) => x.sum() * ((double)x.shape[1] / y.shape[1]), [(1, "n")], [(1, "m")]),
    ];

    public static IEnumerable<object[]> Cases => All.Select(c => new object[] { c.Name });

    [TestMethod]
    [DataRow(1, 0)]
    [DataRow(0, 1)]
    public void Build_FunctionThatThrowsOnNothing_IsProvedFromOne(int least, int warnings)
    {
        using var example = arange(12, float32).reshape(4, 3);
        var options = new ExportOptions { Inputs = [new InputSpec("x") { DynamicDimensions = new DynamicAxes { [0] = new("batch", least) } }] };
        var report = OnnxExporter.Build(x => x.shape[0] > 0 ? x * 2 : throw new InvalidOperationException("no rows"), example, options).Report;
        CollectionAssert.AreEqual(Enumerable.Repeat("the function itself rejects batch = 0: no rows", warnings).ToArray(), report.Warnings.ToArray());
    }

    // libtorch gives nothing the argument's sizes, and TorchSharp's matmul would end the process on them
    [TestMethod]
    public void Build_PixelUnshuffleBeforeAProduct_IsNotTriedOnNothing()
    {
        using var example = arange(32, float32).mul(1.3f).sin().reshape(4, 2, 2, 2);
        using var weight = ones(1, 3);
        var cases = OnnxExporter.Build(x => nn.functional.pixel_unshuffle(x, 2).matmul(weight), example).Report.Parity.Cases;
        Assert.AreEqual(1, cases.Min(c => c.Sizes["batch"]));
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Build_FunctionOfSizes_Agrees(string name)
    {
        var row = All.Single(c => c.Name == name);
        var model = OnnxExporter.Build(row.Function, row.Inputs, new ExportOptions { Inputs = row.Specs, Verification = QuickVerification.Options });
        Assert.AreEqual("", string.Join("; ", model.Report.Warnings.Where(w => !w.StartsWith("the function itself rejects", StringComparison.Ordinal) && !w.EndsWith("its sizes begin at 1", StringComparison.Ordinal))));
        Assert.IsGreaterThanOrEqualTo(6, model.Report.Parity.Cases.Count);
    }

    [TestMethod]
    public void Build_BranchOnSizeBetweenTracedSizes_NamesTheLine()
    {
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x => x.shape[0] > 512 ? x.relu() : x.exp(), randn(4, 3)));
        StringAssert.StartsWith(error.Message, "Operator 1 of the function: expected aten::exp (SizesTests.cs:");
        StringAssert.Contains(error.Message, "in the trace at batch = 521.");
    }

    [TestMethod]
    public void Build_BranchOnSizeBeyondTracedSizes_IsFoundByProof()
    {
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => x.shape[0] > 1100 ? x.relu() : x.exp(), randn(4, 3)));
        StringAssert.StartsWith(error.Message, "Verification at batch = 1300, output 'output'[");
        StringAssert.Contains(error.Message, "The first value that differs is the result of aten::exp at SizesTests.cs:");
    }

    [TestMethod]
    public void Build_SizeFrozen_NamesTheOperatorAndBounds()
    {
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x => x.reshape(5, -1), randn(5, 3)));
        StringAssert.StartsWith(error.Message, "The function at batch = 6, aten::reshape (SizesTests.cs:");
        StringAssert.EndsWith(error.Message, "Make the dimension that it does not accept fixed, or give it bounds: new DynamicDimension(name, Min, Max) { MultipleOf = ... }.");
    }

    [TestMethod]
    public void Build_BranchOnSign_IsFoundOnOtherData()
    {
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x => x.sum().item<float>() > 0 ? x.exp() : x.relu(), rand(4, 3) + 1));
        StringAssert.EndsWith(error.Message, "The two runs differ in their data only: the function branches on a tensor's values. Use torch.where instead.");
    }

    [TestMethod]
    public void Build_Bounds_HoldInTracesProofAndMetadata()
    {
        var seen = new HashSet<long>();
        var options = new ExportOptions { Inputs = [new("x") { DynamicDimensions = new() { [0] = "batch", [1] = new("size", Min: 16, Max: 128) { MultipleOf = 16 } } }] };
        var model = OnnxExporter.Build(x =>
        {
            seen.Add(x.shape[1]);
            return x.reshape(x.shape[0], x.shape[1] / 16, 16).sum(2);
        }, randn(3, 32), options);
        Assert.IsTrue(seen.All(size => size % 16 == 0 && size is >= 16 and <= 128), string.Join(", ", seen));
        Assert.AreEqual("{\"size\":{\"min\":16,\"max\":128,\"multipleOf\":16}}", OnnxFileSummary.Read(model.Bytes).Metadata["onnxforge.dimensions"]);
    }

    [TestMethod]
    public void Build_ChunksOfAnEvenSize_Agree()
    {
        var options = new ExportOptions { Inputs = [new("x") { DynamicDimensions = new() { [0] = "batch", [1] = new("size", Min: 2) { MultipleOf = 2 } } }] };
        var model = OnnxExporter.Build(x =>
        {
            var halves = x[0].chunk(2, 1);
            return [halves[0] * halves[1].sigmoid(), F.glu(x[0], 1)];
        }, [randn(3, 6)], options);
        Assert.AreEqual("output_0 float32 [batch, floor(size/2)]; output_1 float32 [batch, floor(size/2)]", string.Join("; ", OnnxFileSummary.Read(model.Bytes).Outputs));
    }

    [TestMethod]
    public void Build_PartsWhoseCountFollowsASize_NamesTheLine()
    {
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x => x.split(2)[0] * 2, randn(4, 3)));
        StringAssert.StartsWith(error.Message, "aten::split.Tensor at SizesTests.cs:");
        StringAssert.Contains(error.Message, ": expected a list of the same length in every trace; received ");
        StringAssert.EndsWith(error.Message, " Make the number of tensors independent of the input's size and data.");
    }

    [TestMethod]
    public void Build_PartsOfLengthsInTheData_NameTheLine()
    {
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x =>
        {
            long first = x.sum(1).argmax().item<long>();
            return x.split([first, x.shape[0] - first])[1];
        }, randn(64, 3)));
        StringAssert.StartsWith(error.Message, "aten::split_with_sizes at SizesTests.cs:");
        StringAssert.EndsWith(error.Message, " on other data of the same sizes. The value was read from a tensor; compute it with tensor operators.");
    }

    [TestMethod]
    public void Build_ExampleOutOfBounds_IsRefused()
    {
        var options = new ExportOptions { Inputs = [new("x") { DynamicDimensions = new() { [0] = new("batch", Min: 8) } }] };
        var error = Assert.ThrowsExactly<ExportException>(() => OnnxExporter.Build(x => x, randn(4, 3), options));
        Assert.AreEqual("Input 'x', dimension 0: expected an example whose size is within batch (8 or more); received 4. Pass an example within the bounds, or change them.", error.Message);
    }

    [TestMethod]
    public void Build_SizeThatFollowsFromAnother_Agrees()
    {
        var options = new ExportOptions { Inputs = [new("x") { DynamicDimensions = new() { [0] = "n" } }, new("y") { DynamicDimensions = new() { [0] = "2*n + 1" } }] };
        var model = OnnxExporter.Build(x => [cat([x[0], x[1]], 0)], [randn(3, 2), randn(7, 2)], options);
        Assert.AreEqual("output float32 [3*n + 1, 2]", OnnxFileSummary.Read(model.Bytes).Outputs[0].ToString());
    }

    [TestMethod]
    public void Build_EightDynamicDimensions_Agrees()
    {
        var options = new ExportOptions { Inputs = [.. Enumerable.Range(0, 4).Select(i => new InputSpec($"x{i}") { DynamicDimensions = new() { [0] = $"a{i}", [1] = $"b{i}" } })] };
        var model = OnnxExporter.Build(x => [cat([.. x.Select(t => t.flatten())])], [.. Enumerable.Range(0, 4).Select(_ => randn(2, 3))], options);
        Assert.IsGreaterThanOrEqualTo(12, model.Report.Parity.Cases.Count);
    }
}
