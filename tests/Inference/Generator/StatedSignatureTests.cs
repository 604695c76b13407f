using Microsoft.CodeAnalysis;

namespace OnnxForge.Tests.Inference.Generator;

/// <summary>A model whose signature changed does not compile: the whole signature where it is stated, and sizes that code states itself.</summary>
[TestClass]
public sealed class StatedSignatureTests
{
    private const string Eight = "(features float32 [batch, 8]) -> (price float32 [batch, 1])";
    private const string Nine = "(features float32 [batch, 9]) -> (price float32 [batch, 1])";

    [TestMethod]
    public void File_OfTheStatedSignature_Compiles()
    {
        using var attribute = new GeneratedProject(Stating(Eight)).Model("m.onnx", Model(8)).Compile();
        Compiles(attribute);

        using var item = new GeneratedProject("[OnnxModel(\"m.onnx\")] public partial class M;").Model("m.onnx", Model(8)).Signature("m.onnx", Eight).Compile();
        Compiles(item);

        using var lines = new GeneratedProject("[OnnxModel(\"m.onnx\", Signature = \"(features float32 [n, 8])\\n    -> (price float32 [n, 1])\")] public partial class M;").Model("m.onnx", Model(8)).Compile();
        Compiles(lines);

        using var both = new GeneratedProject(Stating(Eight)).Model("m.onnx", Model(8)).Signature("m.onnx", Nine).Compile();
        Compiles(both);

        static void Compiles(GeneratedProject project)
        {
            Assert.IsEmpty(project.Diagnostics);
            Assert.IsEmpty(project.Unstated);
        }
    }

    [TestMethod]
    public void File_WhoseSizeChanges_IsAnErrorThatShowsTheNewSignature()
    {
        using var project = new GeneratedProject(Stating(Eight)).Model("m.onnx", Model(8)).Compile();
        Assert.IsEmpty(project.Diagnostics);

        project.Model("m.onnx", Model(9)).Compile();

        Assert.AreEqual(IncrementalStepRunReason.Modified, project.ReadReasons.Single());
        Assert.AreEqual(
            $"OFG006 Class M: expected \"{Eight}\" in 'm.onnx'; received \"{Nine}\": the input features float32 [batch, 9] in place of features float32 [batch, 8]. " +
            $"Adapt the code to the file, and write Signature = \"{Nine}\" into the attribute.",
            Reported(project));
        Assert.AreEqual(DiagnosticSeverity.Error, project.Diagnostics.Single().Severity);
        Assert.AreEqual("Program.cs: (4,1)-(4,95)", $"{project.Diagnostics[0].Location.GetLineSpan().Path}: {project.Diagnostics[0].Location.GetLineSpan().Span}");

        using var item = new GeneratedProject("[OnnxModel(\"m.onnx\")] public partial class M;").Model("m.onnx", Model(9)).Signature("m.onnx", Eight).Compile();
        StringAssert.EndsWith(Reported(item), $"write Signature = \"{Nine}\" into the project's OnnxModel.");
    }

    [TestMethod]
    [DataRow("(features float32 [batch, 8], age int64 [batch]) -> (price float32 [batch, 1])", "no input age")]
    [DataRow("(feats float32 [batch, 8]) -> (price float32 [batch, 1])", "a new input features float32 [batch, 8], no input feats")]
    [DataRow("(features float64 [batch, 8]) -> (price float32 [batch])", "the input features float32 [batch, 8] in place of features float64 [batch, 8], the output price float32 [batch, 1] in place of price float32 [batch]")]
    [DataRow("(features float32 [...]) -> (price float32 [batch, 1])", "the input features float32 [batch, 8] in place of features float32 [...]")]
    [DataRow("(features float32 [?, 8]) -> (price float32 [batch, 1])", "the input features float32 [batch, 8] in place of features float32 [?, 8]")]
    [DataRow("(features float32 [a, 8]) -> (price float32 [b, 1])", "the output price float32 [batch, 1] in place of price float32 [b, 1]")]
    [DataRow("features: float[batch, 8] -> price: float[batch, 1]", "what is stated is no signature")]
    [DataRow("", "what is stated is no signature")]
    public void File_OfAnotherSignature_IsAnErrorThatSaysWhatChanged(string stated, string changes)
    {
        using var project = new GeneratedProject(Stating(stated)).Model("m.onnx", Model(8)).Compile();
        Assert.AreEqual($"OFG006 Class M: expected \"{stated}\" in 'm.onnx'; received \"{Eight}\": {changes}. Adapt the code to the file, and write Signature = \"{Eight}\" into the attribute.", Reported(project));
    }

    [TestMethod]
    public void File_OfAnotherOrder_IsAnError()
    {
        using var project = new GeneratedProject(Stating("(right float32 [batch, 2], left float32 [batch, 2], names string [batch]) -> (sum float32 [batch, 2], count int64 [], labels string [batch])"))
            .Model("m.onnx", HandMadeModels.Pair).Compile();
        StringAssert.Contains(Reported(project), ": another order. Adapt");
    }

    [TestMethod]
    public void Class_WithoutASignature_IsWarnedWithTheTextToState()
    {
        using var project = new GeneratedProject("[OnnxModel(\"m.onnx\")] public partial class M;").Model("m.onnx", Model(8)).Compile();

        Assert.IsEmpty(project.Diagnostics);
        Assert.AreEqual(
            $"OFG007 Class M: expected a signature that 'm.onnx' must have; received none, so that another size in it is no error of the build. Write Signature = \"{Eight}\" into the attribute.",
            string.Join("\n", project.Unstated.Select(found => $"{found.Id} {found.GetMessage(null)}")));
        Assert.AreEqual(DiagnosticSeverity.Warning, project.Unstated.Single().Severity);
    }

    [TestMethod]
    public void Signature_OfAnyNames_IsStatedAsItIsShown()
    {
        var model = new OnnxModelBuilder().Input("a\"b, c float32 [2]\n", OnnxModelBuilder.Float32, "batch", 2).Input("::", OnnxModelBuilder.Text, null)
            .Output("\\y (x)", OnnxModelBuilder.Float32, "floor(batch, 2)", 2).Node("Identity", ["::"], ["\\y (x)"]).Build();
        using var project = new GeneratedProject("[OnnxModel(\"m.onnx\")] public partial class M;").Model("m.onnx", model).Compile();
        var message = project.Unstated.Single().GetMessage(null);
        var literal = message[message.IndexOf("Signature = ", StringComparison.Ordinal)..message.LastIndexOf(" into", StringComparison.Ordinal)];

        using var stated = new GeneratedProject($"[OnnxModel(\"m.onnx\", {literal})] public partial class M;").Model("m.onnx", model).Compile();
        Assert.IsEmpty(stated.Diagnostics);
        Assert.IsEmpty(stated.Unstated);
    }

    [TestMethod]
    public void Code_ThatStatesTheSizes_CompilesForThemAlone()
    {
        const string Source = """
            [OnnxModel("m.onnx")] public partial class M
            {
                private const int Count = 8;
                public float A() => Predict(new Input { Features = [1, 2, 3, 4, 5, 6, 7, 8] }).Price;
                public float B() => Predict(new Input { Features = new float[Count] }).Price;
                public float C() => Predict(new Input { Features = new float[] { 1, 2, 3, 4, 5, 6, 7, 8 } }).Price;
                public float D(Input input) => Predict(input with { Features = new[] { 1f, 2, 3, 4, 5, 6, 7, 8 } }).Price;
                public float[] E() => Predict([1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
                public int F() => Predict(new float[8], new float[1]);
                public object G() => PredictAsync(new float[16]);
            }
            """;
        using var project = new GeneratedProject(Source).Model("m.onnx", Model(8)).Compile();
        Assert.IsEmpty(project.Diagnostics);

        project.Model("m.onnx", Model(9)).Compile();

        Assert.HasCount(7, project.Diagnostics);
        Assert.IsTrue(project.Diagnostics.All(found => found is { Id: "OFG008", Severity: DiagnosticSeverity.Error }));
        CollectionAssert.AreEquivalent(
            new[] { "Features: expected [9], as the model has it; received [8]. Correct the values.", "features: expected a multiple of 9 values, as the model has it; received 16. Correct the values.", "features: expected a multiple of 9 values, as the model has it; received 8. Correct the values." },
            project.Diagnostics.Select(found => found.GetMessage(null)).Distinct().ToArray());
    }

    [TestMethod]
    public void Code_ThatStatesNoSizes_Compiles()
    {
        using var project = new GeneratedProject("""
            [OnnxModel("m.onnx")] public partial class M
            {
                public float A(float[] features) => Predict(new Input { Features = features }).Price;
                public float B(int count) => Predict(new Input { Features = new float[count] }).Price;
                public float C(float[] features) => Predict(new Input { Features = [1, 2, .. features] }).Price;
                public float[] D(float[] features) => Predict(features);
            }
            [OnnxModel("open.onnx", Rows = false)] public partial class Open
            {
                public float[] A() => Predict(new Input { X = [1, 2] }).Y;
                public float[] B() => Predict([1, 2, 3]);
            }
            """).Model("m.onnx", Model(9)).Model("open.onnx", HandMadeModels.Identity(OnnxModelBuilder.Float32)).Compile();
        Assert.IsEmpty(project.Diagnostics);
    }

    [TestMethod]
    public void Code_OfSeveralDimensions_IsHeldToEach()
    {
        using var project = new GeneratedProject("""
            [OnnxModel("m.onnx", Rows = false)] public partial class M
            {
                public object A() => new Input { Grid = new float[7, 2, 3], Whole = new float[1, 2] };
                public object B() => new Input { Grid = new float[7, 3, 2], Whole = new float[,] { { 1, 2, 3 } } };
            }
            """).Model("m.onnx", new OnnxModelBuilder().Input("grid", OnnxModelBuilder.Float32, "n", 2, 3).Input("whole", OnnxModelBuilder.Float32, 1, 2)
                .Output("y", OnnxModelBuilder.Float32, "n", 2, 3).Node("Identity", ["grid"], ["y"]).Build()).Compile();

        Assert.AreEqual(
            "OFG008 Grid: expected [?, 2, 3], as the model has it; received [7, 3, 2]. Correct the values.\nOFG008 Whole: expected [1, 2], as the model has it; received [1, 3]. Correct the values.",
            string.Join("\n", Reported(project).Split('\n').Order(StringComparer.Ordinal)));
    }

    private static string Stating(string signature) => $"[OnnxModel(\"m.onnx\", Signature = \"{signature}\")] public partial class M;";

    private static string Reported(GeneratedProject project) => string.Join("\n", project.Diagnostics.Select(found => $"{found.Id} {found.GetMessage(null)}"));

    /// <summary>A model that sums the values of a row.</summary>
    private static byte[] Model(int features) => new OnnxModelBuilder()
        .Input("features", OnnxModelBuilder.Float32, "batch", features).Output("price", OnnxModelBuilder.Float32, "batch", 1)
        .Weight("w", [.. Enumerable.Repeat(1f, features)], features, 1).Node("MatMul", ["features", "w"], ["price"]).Build();
}
