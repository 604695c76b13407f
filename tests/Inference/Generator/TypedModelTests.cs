namespace OnnxForge.Tests.Inference.Generator;

[TestClass]
public sealed class TypedModelTests
{
    private static byte[] Housing => HandMadeModels.Housing;

    [TestMethod]
    public void Class_OfAModelOfRows_PredictsRowsAndBareElements()
    {
        using var project = new GeneratedProject("""
            namespace Sold.Houses
            {
                public partial class Outer
                {
                    [OnnxModel("housing.onnx")] internal partial class Housing;
                }
            }

            public partial class Program
            {
                public static string Run(string folder)
                {
                    using var housing = Sold.Houses.Outer.HousingOf(folder);
                    var one = housing.Predict(new Sold.Houses.Outer.Housing.Input { Features = [1, 2, 3, 4, 5, 6, 7, 8] });
                    var rows = housing.PredictRows([new() { Features = [1, 2, 3, 4, 5, 6, 7, 8] }, new() { Features = new float[8] }]);
                    var later = housing.PredictRowsAsync([new() { Features = new float[8] }]).Result[0].Price + housing.PredictAsync(new Sold.Houses.Outer.Housing.Input { Features = new float[8] }).Result.Price;
                    var into = new float[3];
                    var written = housing.Predict([0, 0, 0, 0, 0, 0, 0, 5], into);
                    var memory = housing.PredictAsync(new float[] { 1, 0, 0, 0, 0, 0, 0, 0 }).Result[0];
                    return $"{one} {rows.Length} {rows[0].Price} {rows[1].Price} {later} {written} {into[0]} {memory} {housing.Predict(new float[16]).Length} {housing.PredictRows([]).Length}";
                }
            }

            namespace Sold.Houses
            {
                public partial class Outer
                {
                    internal static Housing HousingOf(string folder) => Housing.Load(Path.Combine(folder, "models", "housing.onnx"));
                }
            }
            """).Model("models/housing.onnx", Housing).Compile();

        Assert.AreEqual("Output { Price = 36 } 2 36 0 0 1 5 1 2 0", project.Run());
        Assert.Contains("global::System.AppContext.BaseDirectory, \"models/housing.onnx\")", project.Written);
    }

    [TestMethod]
    public void Class_OfEveryElementType_TakesAndGivesIt()
    {
        (string Name, int Type, string CSharp, string Value)[] types =
        [
            ("float32", OnnxModelBuilder.Float32, "float", "1.5f"), ("float64", OnnxModelBuilder.Float64, "double", "1.5"), ("float16", OnnxModelBuilder.Float16, "Half", "(Half)1.5"),
            ("bfloat16", OnnxModelBuilder.BFloat16, "BFloat16", "(BFloat16)1.5f"), ("int8", OnnxModelBuilder.Int8, "sbyte", "-3"), ("int16", OnnxModelBuilder.Int16, "short", "-3"),
            ("int32", OnnxModelBuilder.Int32, "int", "-3"), ("int64", OnnxModelBuilder.Int64, "long", "-3"), ("uint8", OnnxModelBuilder.UInt8, "byte", "3"), ("uint16", OnnxModelBuilder.UInt16, "ushort", "3"),
            ("uint32", OnnxModelBuilder.UInt32, "uint", "3"), ("uint64", OnnxModelBuilder.UInt64, "ulong", "3"), ("bool", OnnxModelBuilder.Bool, "bool", "true"), ("text", OnnxModelBuilder.Text, "string", "\"é\""),
        ];
        var classes = types.Select(type => $"[OnnxModel(\"{type.Name}.onnx\")] public partial class {type.Name}Model;\n");
        var calls = types.Select(type => $$"""
            {
                using var model = {{type.Name}}Model.Load(Path.Combine(folder, "{{type.Name}}.onnx"));
                {{type.CSharp}} v = {{type.Value}}, z = {{(type.CSharp == "string" ? "\"\"" : "default")}};
                var rows = model.PredictRows([Row(z), Row(v)]);
                if (!rows[1].One.Equals(v) || !rows[1].Many[1].Equals(v) || rows[1].Many.Length != 3 || !rows[1].Table[1, 0].Equals(v) || rows[1].Table.GetLength(1) != 2 || !rows[0].Table[1, 0].Equals(z) || !rows[1].Table[0, 1].Equals(z)) failed += "{{type.Name}} ";
                {{type.Name}}Model.Input Row({{type.CSharp}} value) => new() { Single = value, List = [z, value, z], Grid = new[,] { { z, z }, { value, z } } };
            }
            """);
        using var project = new GeneratedProject($$"""
            using Microsoft.ML.OnnxRuntime;
            {{string.Concat(classes)}}
            public static class Program
            {
                public static string Run(string folder)
                {
                    var failed = "";
                    {{string.Join("\n", calls)}}
                    return failed;
                }
            }
            """);
        foreach (var type in types)
        {
            project.Model($"{type.Name}.onnx", new OnnxModelBuilder()
                .Input("single", type.Type, "batch", 1).Input("list", type.Type, "batch", 3).Input("grid", type.Type, "batch", 2, 2)
                .Output("one", type.Type, "batch").Output("many", type.Type, "batch", 3).Output("table", type.Type, "batch", 2, 2)
                .Weight("flat", [-1L], 1).Node("Reshape", ["single", "flat"], ["one"]).Node("Identity", ["list"], ["many"]).Node("Identity", ["grid"], ["table"]).Build());
        }

        Assert.AreEqual("", project.Compile().Run());
    }

    [TestMethod]
    public void Class_OfWholeTensors_HasArraysOfTheirRanks()
    {
        using var project = new GeneratedProject("""
            [OnnxModel("pair.onnx")] public partial class Pair;

            public static class Program
            {
                public static string Run(string folder)
                {
                    using var pair = Pair.Create(InferenceModel.Load(Path.Combine(folder, "pair.onnx")));
                    var output = pair.Predict(new() { Left = new float[,] { { 1, 2 }, { 3, 4 } }, Right = new float[,] { { 10, 20 }, { 30, 40 } }, Names = ["a", "b"] });
                    long count = output.Count;
                    string[] labels = output.Labels;
                    return $"{output.Sum[1, 0]} {count} {labels[1]} {pair.PredictAsync(new() { Left = new float[0, 2], Right = new float[0, 2], Names = [] }).Result.Sum.Length}";
                }
            }
            """).Model("pair.onnx", HandMadeModels.Pair).Compile();

        Assert.AreEqual("33 4 b 0", project.Run());
    }

    [TestMethod]
    public void Class_ThatWantsNoRows_OrOfASizeThatIsNoRow_HasWholeTensors()
    {
        using var project = new GeneratedProject("""
            [OnnxModel("x.onnx", Rows = false)] public partial class Whole;
            [OnnxModel("square.onnx")] public partial class Square;
            [OnnxModel("any.onnx")] public partial class Any;

            public static class Program
            {
                public static string Run(string folder)
                {
                    using var whole = Whole.Load(Path.Combine(folder, "x.onnx"));
                    using var any = Any.Load(Path.Combine(folder, "any.onnx"));
                    TensorData y = any.Predict(new() { X = TensorData.Create([1f, 2f], 1, 2) }).Y;
                    float[,] squared = new Square.Output { Y = new float[2, 2] }.Y;
                    return $"{whole.Predict(new Whole.Input { X = [1, 2] }).Y[1]} {y}";
                }
            }
            """)
            .Model("x.onnx", HandMadeModels.Identity(OnnxModelBuilder.Float32))
            .Model("square.onnx", new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "n", "n").Output("y", OnnxModelBuilder.Float32, "n", "n").Node("Neg", ["x"], ["y"]).Build())
            .Model("any.onnx", new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, null).Output("y", OnnxModelBuilder.Float32, null).Node("Neg", ["x"], ["y"]).Build())
            .Compile();

        Assert.AreEqual("2 float32 [1, 2]", project.Run());
    }

    [TestMethod]
    public void Names_ThatAreNoIdentifiersOrCollide_BecomeDifferentProperties()
    {
        string[] names = ["input", "input_ids", "inputIds", "class", "2nd", "a\"b\n*/ } </c>\u2028", "Equals", "Clone", "::", "größe", "value"];
        var builder = names.Aggregate(new OnnxModelBuilder(), (model, name) => model.Input(name, OnnxModelBuilder.Float32, "batch", 2));
        using var project = new GeneratedProject("""
            [OnnxModel("odd.onnx")] public partial class Odd;
            namespace @event.Of { public partial record struct @string { public partial interface Inner { [OnnxModel("output.onnx")] public partial class @class; } } }
            """)
            .Model("odd.onnx", builder.Output("output", OnnxModelBuilder.Float32, "batch").Node("Identity", ["class"], ["output"]).Build())
            .Model("output.onnx", Model("cancellationToken", OnnxModelBuilder.Float32, "cancellation_token"))
            .Compile();

        Assert.IsEmpty(project.Diagnostics);
        CollectionAssert.AreEqual((string[])["Value", "InputIds", "InputIds2", "Class", "Tensor2nd", "ABC", "Equals2", "Clone2", "Tensor", "Größe", "Value2"], project.Properties("Odd+Input").ToArray());
        CollectionAssert.AreEqual((string[])["Value"], project.Properties("Odd+Output").ToArray());
    }

    [TestMethod]
    [DataRow("feats", OnnxModelBuilder.Float32, "price", "CS0117 CS9035")]
    [DataRow("features", OnnxModelBuilder.Float64, "price", "CS0029")]
    [DataRow("features", OnnxModelBuilder.Float32, "cost", "CS1061")]
    [DataRow("features", OnnxModelBuilder.Float32, "price", "")]
    public void Code_ForAModelWhoseSignatureChanged_DoesNotCompile(string input, int type, string output, string errors)
    {
        using var project = new GeneratedProject("""
            [OnnxModel("housing.onnx")] public partial class Housing
            {
                public float Price(float[] features) => Predict(new Input { Features = features }).Price;
            }
            """).Model("housing.onnx", Housing).Compile();
        Assert.IsEmpty(project.Diagnostics);

        project.Model("housing.onnx", Model(input, type, output)).Compile();

        Assert.AreEqual(errors, string.Join(" ", project.Diagnostics.Select(found => found.Id).Order()));
    }

    [TestMethod]
    public void Code_ForAModelWithANewInput_DoesNotCompile()
    {
        using var project = new GeneratedProject("""
            [OnnxModel("housing.onnx")] public partial class Housing
            {
                public float Price(float[] features) => Predict(new Input { Features = features }).Price;
            }
            """).Model("housing.onnx", new OnnxModelBuilder()
                .Input("features", OnnxModelBuilder.Float32, "batch", 8).Input("age", OnnxModelBuilder.Float32, "batch", 1).Output("price", OnnxModelBuilder.Float32, "batch", 1)
                .Node("Identity", ["age"], ["price"]).Build()).Compile();

        Assert.AreEqual("CS9035 Required member 'Housing.Input.Age' must be set in the object initializer or attribute constructor.", string.Join("\n", project.Diagnostics.Select(found => $"{found.Id} {found.GetMessage(null)}")));
    }

    [TestMethod]
    public void File_OfAnotherSignatureThanTheClass_IsRefusedWhenLoaded()
    {
        using var project = new GeneratedProject("""
            [OnnxModel("housing.onnx")] public partial class Housing;

            public static class Program
            {
                public static string Run(string folder)
                {
                    using var other = InferenceModel.Load(Path.Combine(folder, "other.onnx"));
                    try { Housing.Create(other); }
                    catch (SignatureMismatchException error) { return $"{error.Message}|{other.Predict(new float[8]).Length}"; }
                    return "";
                }
            }
            """).Model("housing.onnx", Housing).Model("other.onnx", Model("feats", OnnxModelBuilder.Float32, "price")).Compile();

        Assert.AreEqual(
            $"Signature of model '{Path.Combine(project.Folder, "other.onnx")}': expected (features float32 [batch, 8]) -> (price float32 [batch, 1]); received (feats float32 [batch, 8]) -> (price float32 [batch, 1]). " +
            "Load a file with the input features float32 [batch, 8], no input feats, or build the code for this one.|1",
            project.Run());
    }

    /// <summary>A model that sums the 8 values of a row.</summary>
    private static byte[] Model(string input, int type, string output) => new OnnxModelBuilder()
        .Input(input, type, "batch", 8).Output(output, OnnxModelBuilder.Float32, "batch", 1)
        .Weight("w", [1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f], 8, 1).Node("MatMul", [input, "w"], [output]).Build();
}
