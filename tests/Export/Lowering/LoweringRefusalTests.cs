using OnnxForge.Export;
using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>What ONNX or ONNX Runtime cannot express is refused with its reason, never approximated.</summary>
[TestClass]
public sealed class LoweringRefusalTests
{
    [TestMethod]
    [DataRow("torch.batch_norm(x, None, None, a * 1, b * 1, True, 0.0, 1e-5, False)", "aten::batch_norm", "batch normalization in training mode computes and updates its statistics from the batch; call eval() before the export")]
    [DataRow("torch.dropout(x, 0.5, True)", "aten::dropout", "dropout in training mode is random; call eval() before the export")]
    [DataRow("torch.rand_like(x) + x", "aten::rand_like", "it is random; pass the numbers as an input, or leave the operator out in evaluation mode")]
    [DataRow("torch.cumprod(x, 0)", "aten::cumprod", "cumprod along a dimension that is dynamic")]
    [DataRow("torch.one_hot(torch.argmax(x, 1))", "aten::one_hot", "one_hot without a number of classes, which depends on the data; pass it")]
    [DataRow("torch.scatter_reduce(x, 1, torch.argmax(x, 1, True), x, 'amax')", "aten::scatter_reduce.two", "scatter_reduce with amax or amin exists from opset 18 on; export at 18 or later")]
    [DataRow("torch.argmax(x, 1) & 1", "aten::__and__.Scalar", "BitwiseAnd of integers exists from opset 18 on; export at 18 or later")]
    [DataRow("torch.upsample_nearest1d(x.to(7).unsqueeze(1), [6], None)", "aten::upsample_nearest1d", "ONNX Runtime has no Resize for float64; compute in float32")]
    [DataRow("torch.conv1d(x.to(7).unsqueeze(1), a.to(7).reshape(1, 1, 3))", "aten::conv1d", "ONNX Runtime has no Conv for float64; compute in float32")]
    [DataRow("torch.logcumsumexp(x, 0)", "aten::logcumsumexp", "logcumsumexp along a dimension that is dynamic")]
    [DataRow("torch.histc(x, 5)", "aten::histc", "histc whose range depends on the data; pass min and max")]
    [DataRow("y, z = torch.histogram(x, 5); y", "aten::histogram.bin_ct", "histogram whose range depends on the data; pass it, or the bins' edges")]
    [DataRow("torch.pad(x.unsqueeze(1), [-1, 1], 'reflect', None)", "aten::pad", "negative padding in the mode 'reflect'; slice the tensor instead")]
    [DataRow("torch.scaled_dot_product_attention(x.unsqueeze(1), x.unsqueeze(1), x.unsqueeze(1), None, 0.5)", "aten::scaled_dot_product_attention", "attention with dropout is random; pass 0 outside of training")]
    [DataRow("torch.repeat_interleave(x, torch.argmax(x.t(), 1), 1)", "aten::repeat_interleave.self_Tensor", "repeat_interleave by numbers that depend on the input, whose result's size does too")]
    [DataRow("torch._upsample_bilinear2d_aa(x.reshape(-1, 1, 1, 3), [1, 2], False, None, None)", "aten::_upsample_bilinear2d_aa", "interpolation with antialias before opset 18")]
    [DataRow("torch.special_legendre_polynomial_p(x, x)", "aten::special_legendre_polynomial_p", "its degree depends on the input, and the recurrence has as many steps as the degree; pass a constant")]
    [DataRow("torch.special_chebyshev_polynomial_t(x, 65)", "aten::special_chebyshev_polynomial_t", "a polynomial of degree 65; up to 64 the steps of its recurrence are written into the graph")]
    [DataRow("torch.nextafter(x.to(7), x.to(7))", "aten::nextafter", "nextafter of float64; compute in float32")]
    public void Build_WhatCannotBeExpressed_IsRefusedWithItsReason(string script, string name, string reason)
    {
        var row = Script(script, script, [Normal(4, 3)], zeros(3), ones(3));
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(row.Function, row.Inputs, new ExportOptions { Opset = 17 }));
        Assert.HasCount(1, error.Operators);
        Assert.AreEqual(name, error.Operators[0].Operator);
        Assert.AreEqual(reason, error.Operators[0].Reason);
    }

    [TestMethod]
    public void Build_AntialiasWithAlignedCorners_IsRefusedWithItsReason()
    {
        var row = Script("antialias", "torch._upsample_bicubic2d_aa(x, [3, 4], True, None, None)", [Normal(4, 3, 7, 9)]);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(row.Function, row.Inputs));
        Assert.AreEqual("interpolation with antialias and aligned corners, which ONNX Runtime computes differently; align no corners", error.Operators.Single().Reason);
    }

    [TestMethod]
    public void Build_LstmWithProjections_IsRefusedWithItsReason()
    {
        var row = Script("projections", "p, q, r = torch.lstm(x, [y, z], [a, b, c, d, e], True, 1, 0.0, False, False, False); p",
            [Normal(5, 4, 3), Normal(1, 4, 2), Normal(1, 4, 4)], Normal(16, 3), Normal(16, 2), Normal(16), Uniform(16), Normal(2, 4)).WithFixedSizes();
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(row.Function, row.Inputs, new ExportOptions { Inputs = row.Specs! }));
        Assert.AreEqual("a recurrent layer with projections, which ONNX does not have", error.Operators.Single().Reason);
    }

    [TestMethod]
    public void Build_FactorizationWithPivotsOfLapack_IsRefusedWithTheWayOut()
    {
        var row = Script("ldl", "p, q = torch.linalg_ldl_factor(x); p", [eye(3).unsqueeze(0).repeat(4, 1, 1)]);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(row.Function, row.Inputs));
        StringAssert.EndsWith(error.Operators.Single().Reason, "linalg_lu_factor, linalg_cholesky and linalg_solve have a form");
    }

    [TestMethod]
    public void Build_DropoutBetweenTrainedLstmLayers_IsRefusedWithItsReason()
    {
        using var module = nn.LSTM(3, 4, numLayers: 2, dropout: 0.5);
        using var example = Normal(5, 4, 3);
        var options = new ExportOptions { Inputs = [new InputSpec("x") { DynamicDimensions = new Dictionary<int, string>() }] };
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(x => module.call(x, null).Item1, example, options));
        Assert.AreEqual("dropout between recurrent layers in training mode is random; call eval() before the export", error.Operators.Single().Reason);
    }

    [TestMethod]
    public void Build_RandomOperatorsInTrainingMode_NamesEachWithItsLine()
    {
        var row = Script("random", "torch.dropout(x, 0.5, True) + torch.rrelu(x, 0.1, 0.3, True) + torch.empty_like(x).exponential_(1.0)", [Normal(4, 3)]);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(row.Function, row.Inputs));
        CollectionAssert.AreEqual(new[] { "aten::dropout", "aten::rrelu", "aten::exponential_" }, error.Operators.Select(o => o.Operator).ToArray(), error.Message);
        Assert.IsTrue(error.Operators.All(o => o.Source!.StartsWith("ScriptFunction.cs:", StringComparison.Ordinal) && o.Reason.Contains("random", StringComparison.Ordinal)), error.Message);
    }

    [TestMethod]
    public void Build_ResultWhoseSizeDependsOnData_NamesTheSizeInTheFile()
    {
        using var example = Normal(4, 3);
        var model = OnnxExporter.Build(x => x.masked_select(x > 0), example);
        Assert.AreEqual("size_output_0", string.Join(", ", OnnxFileSummary.Read(model.Bytes).Outputs[0].Dims!));
    }

    [TestMethod]
    public void Build_RecurrentWeights_AreStoredInOnnxOrder()
    {
        using var module = nn.LSTM(3, 4);
        module.eval();
        using var example = Normal(5, 4, 3);
        var options = new ExportOptions { Inputs = [new InputSpec("x") { DynamicDimensions = new Dictionary<int, string> { [1] = "batch" } }] };
        var model = OnnxExporter.Build(x => module.call(x, null).Item1, example, options);
        var weight = OnnxReader.Read(model.Bytes).Graph.Nodes.Single(n => n.OpType == "LSTM").Inputs[1]!.Constant!;
        using var gates = module.parameters().First().detach(); // input, forget, cell, output, four rows each
        using var expected = cat([gates[..4], gates[12..], gates[4..12]]);
        CollectionAssert.AreEqual(new long[] { 1, 16, 3 }, weight.Dims.ToArray());
        CollectionAssert.AreEqual(expected.bytes.ToArray(), weight.Data.ToArray());
    }
}
