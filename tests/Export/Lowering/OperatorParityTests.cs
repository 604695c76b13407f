using OnnxForge.Export;

namespace OnnxForge.Tests.Export;

/// <summary>Every row at the oldest, the default and the newest opset, those of linear algebra and of most gradients by default at one of them: the export succeeds only when ONNX Runtime computes what libtorch does.</summary>
[TestClass]
public sealed class OperatorParityTests
{
    private static readonly int[] Opsets = [17, 20, 23];

    public static IEnumerable<object[]> NormalizationRows => Rows(OperatorCases.Normalization);
    public static IEnumerable<object[]> ConvolutionRows => Rows(OperatorCases.Convolution);
    public static IEnumerable<object[]> PoolingRows => Rows(OperatorCases.Pooling);
    public static IEnumerable<object[]> ResizingRows => Rows(OperatorCases.Resizing);
    public static IEnumerable<object[]> IndexingRows => Rows(OperatorCases.Indexing);
    public static IEnumerable<object[]> StatisticsRows => Rows(OperatorCases.Statistics);
    public static IEnumerable<object[]> WritingRows => Rows(OperatorCases.Writing);
    public static IEnumerable<object[]> SortingRows => Rows(OperatorCases.Sorting);
    public static IEnumerable<object[]> ReductionRows => Rows(OperatorCases.Reduction);
    public static IEnumerable<object[]> ArithmeticRows => Rows(OperatorCases.Arithmetic);
    public static IEnumerable<object[]> SpecialRows => Rows(OperatorCases.Special);
    public static IEnumerable<object[]> RearrangementRows => Rows(OperatorCases.Rearrangement);
    public static IEnumerable<object[]> MatrixRows => Rows(OperatorCases.Matrix);
    public static IEnumerable<object[]> LinearAlgebraRows => LongTests.Asked ? Rows(OperatorCases.LinearAlgebra) : RowsInTurn(OperatorCases.LinearAlgebra);
    public static IEnumerable<object[]> AttentionRows => Rows(OperatorCases.Attention);
    public static IEnumerable<object[]> RecurrentRows => Rows(OperatorCases.Recurrent);
    public static IEnumerable<object[]> LossRows => Rows(OperatorCases.Loss);

    public static IEnumerable<object[]> SpecialFunctionRows => Rows(OperatorCases.SpecialFunctions);
    public static IEnumerable<object[]> ComplexRows => Rows(OperatorCases.Complex);
    public static IEnumerable<object[]> SignalRows => Rows(OperatorCases.Signal);

    public static IEnumerable<object[]> GradientRows => Rows(OperatorCases.Gradients);

    public static IEnumerable<object[]> GradientOfSumsRows => RowsInTurn(OperatorCases.GradientsOfSums);

    public static IEnumerable<object[]> SecondGradientRows => RowsInTurn(OperatorCases.SecondGradients);

    public static IEnumerable<object[]> GradientByWeightsRows => RowsInTurn(OperatorCases.GradientsByWeights);

    public static IEnumerable<object[]> ElementTypeRows => Rows(OperatorCases.ElementTypes);

    [TestMethod, DynamicData(nameof(NormalizationRows))]
    public void Normalization_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Normalization, name, opset);

    [TestMethod, DynamicData(nameof(GradientRows))]
    public void Gradient_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Gradients, name, opset);

    [TestMethod, DynamicData(nameof(GradientOfSumsRows))]
    public void GradientOfSums_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.GradientsOfSums, name, opset);

    [TestMethod, DynamicData(nameof(SecondGradientRows))]
    public void SecondGradient_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.SecondGradients, name, opset);

    [TestMethod, DynamicData(nameof(GradientByWeightsRows))]
    public void GradientByWeights_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.GradientsByWeights, name, opset);

    [TestMethod, DynamicData(nameof(ConvolutionRows))]
    public void Convolution_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Convolution, name, opset);

    [TestMethod, DynamicData(nameof(PoolingRows))]
    public void Pooling_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Pooling, name, opset);

    [TestMethod, DynamicData(nameof(ResizingRows))]
    public void Resizing_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Resizing, name, opset);

    [TestMethod, DynamicData(nameof(IndexingRows))]
    public void Indexing_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Indexing, name, opset);

    [TestMethod, DynamicData(nameof(StatisticsRows))]
    public void Statistics_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Statistics, name, opset);

    [TestMethod, DynamicData(nameof(WritingRows))]
    public void Writing_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Writing, name, opset);

    [TestMethod, DynamicData(nameof(SortingRows))]
    public void Sorting_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Sorting, name, opset);

    [TestMethod, DynamicData(nameof(ReductionRows))]
    public void Reduction_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Reduction, name, opset);

    [TestMethod, DynamicData(nameof(ArithmeticRows))]
    public void Arithmetic_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Arithmetic, name, opset);

    [TestMethod, DynamicData(nameof(SpecialRows))]
    public void Special_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Special, name, opset);

    [TestMethod, DynamicData(nameof(RearrangementRows))]
    public void Rearrangement_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Rearrangement, name, opset);

    [TestMethod, DynamicData(nameof(MatrixRows))]
    public void Matrix_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Matrix, name, opset);

    [TestMethod, DynamicData(nameof(LinearAlgebraRows))]
    public void LinearAlgebra_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.LinearAlgebra, name, opset);

    [TestMethod, DynamicData(nameof(AttentionRows))]
    public void Attention_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Attention, name, opset);

    [TestMethod, DynamicData(nameof(RecurrentRows))]
    public void Recurrent_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Recurrent, name, opset);

    [TestMethod, DynamicData(nameof(LossRows))]
    public void Loss_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Loss, name, opset);

    [TestMethod, DynamicData(nameof(SpecialFunctionRows))]
    public void SpecialFunction_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.SpecialFunctions, name, opset);

    [TestMethod, DynamicData(nameof(ComplexRows))]
    public void Complex_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Complex, name, opset);

    [TestMethod, DynamicData(nameof(SignalRows))]
    public void Signal_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.Signal, name, opset);

    [TestMethod, DynamicData(nameof(ElementTypeRows))]
    public void ElementType_AtOpset_ComputesTheSame(string name, int opset) => Verify(OperatorCases.ElementTypes, name, opset);

    private static IEnumerable<object[]> Rows(IReadOnlyList<OperatorCase> cases) =>
        cases.SelectMany(_ => Opsets, (row, opset) => (row, opset)).Where(p => p.opset >= p.row.From).Select(p => new object[] { p.row.Name, p.opset });

    // Many rows, or unrolled arithmetic that takes long, whose operators hardly depend on the opset: each row at one of those it may have.
    private static IEnumerable<object[]> RowsInTurn(IReadOnlyList<OperatorCase> cases) =>
        cases.Index().Select(p => (Row: p.Item, Opsets: Opsets.Where(opset => opset >= p.Item.From).ToArray(), p.Index)).Select(p => new object[] { p.Row.Name, p.Opsets[p.Index % p.Opsets.Length] });

    private static void Verify(IReadOnlyList<OperatorCase> cases, string name, int opset)
    {
        var row = cases.Single(c => c.Name == name);
        var report = OnnxExporter.Build(row.Function, row.Inputs, new ExportOptions { Opset = opset, Inputs = row.Specs, Verification = row.Verification }).Report;
        Assert.AreNotEqual(0, report.Parity.Cases.Sum(c => c.Values));
        // some operators of ONNX Runtime do not take what is empty; no size of 0 is promised
        var warnings = report.Warnings.Where(w => !w.EndsWith("its sizes begin at 1", StringComparison.Ordinal)).ToList();
        Assert.IsEmpty(warnings, string.Join("; ", warnings));
    }
}
