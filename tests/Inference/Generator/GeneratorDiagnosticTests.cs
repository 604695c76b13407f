using Microsoft.CodeAnalysis;

namespace OnnxForge.Tests.Inference.Generator;

[TestClass]
public sealed class GeneratorDiagnosticTests
{
    private const string Marked = "[OnnxModel(\"m.onnx\")] public partial class M;";

    [TestMethod]
    public void File_ThatIsNotInTheProject_IsReportedAtTheAttribute()
    {
        using var project = new GeneratedProject("\n  " + Marked).Model("a/n.onnx", Linear).Model("o.onnx", Linear).Compile();

        Reports(project, "OFG001", "Class M: the project has no OnnxModel item 'm.onnx', only 'a/n.onnx', 'o.onnx'. Add <OnnxModel Include=\"m.onnx\" /> to an ItemGroup of the project file.");
        var place = project.Diagnostics[0].Location.GetLineSpan();
        Assert.AreEqual("Program.cs: (5,3)-(5,22)", $"{place.Path}: {place.Span}");
    }

    [TestMethod]
    public void Project_WithoutModels_IsTold()
    {
        using var project = new GeneratedProject(Marked).Model("readme.txt", [1]).Compile();
        Assert.AreEqual("OFG001", project.Diagnostics.Single().Id);
    }

    [TestMethod]
    public void File_ThatMayBeSeveral_IsReported()
    {
        using var project = new GeneratedProject(Marked).Model("a/m.onnx", Linear).Model("b/m.onnx", Linear).Compile();
        Reports(project, "OFG002", "Class M: 'm.onnx' may be each of 'a/m.onnx', 'b/m.onnx'. Write more of the path.");

        using var exact = new GeneratedProject(Marked).Model("m.onnx", Linear).Model("b/m.onnx", Linear).Compile();
        Assert.IsEmpty(exact.Diagnostics);
    }

    [TestMethod]
    public void File_ThatIsDamaged_IsReported()
    {
        using var cut = new GeneratedProject(Marked).Model("m.onnx", Linear[..60]).Compile();
        Reports(cut, "OFG003", $"Class M: expected a whole ONNX file at 'm.onnx'; received a field of {BodyLength(Linear)} bytes at byte 11, where 49 are left. Copy or export it again.");

        using var text = new GeneratedProject(Marked).Model("m.onnx", "version https"u8.ToArray()).Compile();
        Assert.AreEqual("OFG003", text.Diagnostics.Single().Id);

        using var empty = new GeneratedProject(Marked).Model("m.onnx", []).Compile();
        Reports(empty, "OFG003", "Class M: expected a whole ONNX file at 'm.onnx'; received no graph. Copy or export it again.");

        using var absent = new GeneratedProject(Marked).Model("m.onnx").Compile();
        Assert.AreEqual("OFG003", absent.Diagnostics.Single().Id);
        Assert.Contains("Could not find file", absent.Diagnostics[0].GetMessage(null));
    }

    [TestMethod]
    [DataRow("public class M;", "Class M: it is not partial; write 'partial class'.")]
    [DataRow("public static partial class M;", "Class M: it is static; remove the word.")]
    [DataRow("public abstract partial class M;", "Class M: it is abstract; remove the word.")]
    [DataRow("public partial class M<T>;", "Class M: it is generic, or within a generic type; make it a class of its own.")]
    [DataRow("public partial record M;", "Class M: it is a record; make it a class.")]
    [DataRow("file partial class M;", "Class M: it is local to its file; make it internal.")]
    [DataRow("public partial class M(int x) { int X => x; }", "Class M: it has a primary constructor; remove the parameters.")]
    [DataRow("public partial class Output;", "Class Output: it has the name of a member that is written into it; call it OutputModel.")]
    public void Class_ThatCannotBeCompleted_IsReported(string declaration, string message)
    {
        using var project = new GeneratedProject("[OnnxModel(\"m.onnx\")] " + declaration).Model("m.onnx", Linear).Compile();
        Reports(project, "OFG004", message);
    }

    [TestMethod]
    public void Class_WithinAClosedOne_IsReported()
    {
        using var project = new GeneratedProject("public class Outer { [OnnxModel(\"m.onnx\")] public partial class M; }").Model("m.onnx", Linear).Compile();
        Reports(project, "OFG004", "Class M: Outer, which it is in, is not partial; write 'partial' there, too.");
    }

    [TestMethod]
    public void Model_WithOtherThanTensors_IsReportedWithAllOfThem()
    {
        using var project = new GeneratedProject(Marked).Model("m.onnx", new OnnxModelBuilder()
            .Input("x", OnnxModelBuilder.Float32, 1).SequenceInput("words").Input("z", 14, "n").Output("y", OnnxModelBuilder.Float8, 1).MapSequenceOutput("p").Node("Identity", ["x"], ["y"]).Build()).Compile();

        Reports(project, "OFG005", "Class M: expected inputs and outputs that are tensors of numbers, booleans or text in 'm.onnx'; " +
            "received the input words of type sequence, the input z of element type complex64, the output y of element type float8e4m3fn, the output p of type sequence. Export the model with tensors in these places.");
    }

    [TestMethod]
    public void File_ThatDoesNotChange_IsReadOnce_AndOneThatChangesAgain()
    {
        using var project = new GeneratedProject(Marked).Model("m.onnx", Linear).Compile();
        Assert.AreEqual(IncrementalStepRunReason.New, project.ReadReasons.Single());

        project.Add("public static class Elsewhere;").Compile();
        Assert.AreEqual(IncrementalStepRunReason.Cached, project.ReadReasons.Single());

        project.Model("m.onnx", HandMadeModels.Pair).Compile();
        Assert.AreEqual(IncrementalStepRunReason.Modified, project.ReadReasons.Single());
        Assert.Contains("\"right\"", project.Written);
        Assert.DoesNotContain("\"w\"", project.Written);
    }

    [TestMethod]
    public void File_OfAGigabyte_IsReadWithoutItsWeights()
    {
        const int weight = 1 << 30;
        using var project = new GeneratedProject(Marked).Model("m.onnx");
        var tensor = ProtobufWriter.Message(body => body.Integer(1, weight / 4).Integer(2, OnnxModelBuilder.Float32).Text(8, "w"));
        byte[] head = [.. new OnnxModelBuilder().Input("w", OnnxModelBuilder.Float32, weight / 4).Input("x", OnnxModelBuilder.Float32, "batch", 2).Output("y", OnnxModelBuilder.Float32, "batch", 2).Node("Neg", ["x"], ["y"]).Graph()];
        byte[] raw = [(9 << 3) | 2, .. Varint(weight)];
        byte[] entry = [(5 << 3) | 2, .. Varint(tensor.Length + raw.Length + (long)weight), .. tensor, .. raw];
        using (var file = File.Create(Path.Combine(project.Folder, "m.onnx")))
        {
            file.Write([(7 << 3) | 2, .. Varint(head.Length + entry.Length + (long)weight), .. head, .. entry]);
            file.SetLength(file.Length + weight);
        }

        var before = GC.GetTotalAllocatedBytes();
        project.Compile();

        Assert.IsLessThan(weight / 4, GC.GetTotalAllocatedBytes() - before);
        Assert.IsEmpty(project.Diagnostics);
        CollectionAssert.AreEqual((string[])["X"], project.Properties("M+Input").ToArray());
    }

    private static byte[] Linear => HandMadeModels.Linear;

    private static void Reports(GeneratedProject project, string id, string message)
    {
        var reported = project.Diagnostics.Where(found => found.Id.StartsWith("OFG", StringComparison.Ordinal)).ToList();
        Assert.AreEqual($"{id} {message}", string.Join("\n", reported.Select(found => $"{found.Id} {found.GetMessage(null)}")));
        Assert.AreEqual(DiagnosticSeverity.Error, reported[0].Severity);
    }

    /// <summary>The length of the graph in a hand-made model, which two bytes give after a head of 9.</summary>
    private static int BodyLength(byte[] model) => (model[9] & 0x7F) | (model[10] << 7);

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        return [.. bytes, (byte)value];
    }
}
