namespace OnnxForge.Tests.Policy;

[TestClass]
public sealed class ProtobufBoundaryTests
{
    [TestMethod]
    public void Sources_OutsideOfSerialization_KnowNoProtobuf() =>
        Assert.That.NoViolations(Repository.Sources.Where(s => s.Room != "tests").SelectMany(ProtobufBoundary.Violations));

    [TestMethod]
    public void Serialization_OfTheRepository_IsWhereTheBoundaryRuns() =>
        Assert.IsTrue(Repository.Sources.Any(s => s.Path == "Export/Serialization/OnnxWriter.cs" && s.Text.Contains("using Google.Protobuf;", StringComparison.Ordinal)));

    [TestMethod]
    [DataRow("using Google.Protobuf;", "Protobuf")]
    [DataRow("using Google.Protobuf.Collections;", "Protobuf")]
    [DataRow("using OnnxForge.Export.Onnx;", "Onnx")]
    [DataRow("using Wire = OnnxForge.Export.Onnx.Version;", "Onnx")]
    [DataRow("class C { object M() => new Onnx.Version(); }", "Onnx")]
    [DataRow("class C { void M(GraphProto graph) { } }", "GraphProto")]
    [DataRow("class C { Google.Protobuf.ByteString? Bytes; }", "Protobuf")]
    public void Protobuf_InAnotherFolder_IsNamed(string code, string name)
    {
        foreach (var folder in (string[])["Export/Graph", "Export/Passes", "Export/Lowering", "Export/Tracing"])
            Assert.AreEqual($"{folder}/Planted.cs:1: {name} outside of Export/Serialization/", ProtobufBoundary.Violations(new SourceFile($"{folder}/Planted.cs", code)).Single());
    }

    [TestMethod]
    [DataRow("Authoring/Saving")]
    [DataRow("Cli/Files")]
    public void Protobuf_InAnotherRoom_IsNamed(string folder) =>
        Assert.AreEqual(
            $"{folder}/Planted.cs:1: Protobuf outside of Export/Serialization/",
            ProtobufBoundary.Violations(new SourceFile($"{folder}/Planted.cs", "using Google.Protobuf; class C { object Onnx => this; }")).Single());

    [TestMethod]
    public void Protobuf_InSerialization_Passes() =>
        Assert.IsEmpty(ProtobufBoundary.Violations(new SourceFile("Export/Serialization/Codec.cs", "using Google.Protobuf; class C { GraphProto? Graph; }")));

    [TestMethod]
    public void GlobalUsing_InSerialization_IsNamed() =>
        Assert.AreEqual(
            "Export/Serialization/Usings.cs:1: a global using takes Protobuf out of Export/Serialization/",
            ProtobufBoundary.Violations(new SourceFile("Export/Serialization/Usings.cs", "global using Google.Protobuf;")).Single());
}
