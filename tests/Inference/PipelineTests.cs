using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class PipelineTests
{
    [TestMethod]
    public async Task Run_TextThroughTwoModels_EqualsOneAfterAnother()
    {
        using var tokenizer = InferenceModel.Load(Tokenizer);
        using var classifier = InferenceModel.Load(Classifier);
        var pipeline = Pipeline.Of(tokenizer).Then(classifier, ("ids", "input_ids"));
        Assert.AreEqual("(text string [rows]) -> (length int64 [], score float32 [rows, 2])", pipeline.Signature.ToString());
        var inputs = Named(("text", TensorData.Create(["bad", "good", "odd"], 3)));
        foreach (var outputs in new[] { pipeline.Run(inputs), await pipeline.RunAsync(inputs) })
        {
            CollectionAssert.AreEqual(new[] { "length", "score" }, outputs.Keys.ToArray());
            CollectionAssert.AreEqual(new[] { 3L }, outputs["length"].AsSpan<long>().ToArray());
            CollectionAssert.AreEqual(new[] { 5f, 6f, 3f, 4f, 1f, 2f }, outputs["score"].AsSpan<float>().ToArray());
        }
    }

    [TestMethod]
    public void Run_InputForALaterModel_IsOneOfThePipelines()
    {
        using var linear = InferenceModel.Load(Linear);
        using var sum = InferenceModel.Load(Sum("n"));
        var pipeline = Pipeline.Of(linear).Then(sum, ("y", "left"));
        Assert.AreEqual("(x float32 [batch, 3], right float32 [batch, 2]) -> (sum float32 [batch, 2])", pipeline.Signature.ToString());
        var outputs = pipeline.Run(Named(("x", TensorData.Create([1f, 2f, 3f], 1, 3)), ("right", TensorData.Create([100f, 200f], 1, 2))));
        CollectionAssert.AreEqual(new[] { 124f, 219f }, outputs["sum"].AsSpan<float>().ToArray());
        Fails<SignatureMismatchException>(
            () => pipeline.Run(Named(("x", TensorData.Create(new float[6], 2, 3)), ("right", TensorData.Create(new float[2], 1, 2)))),
            $"Inputs of pipeline of {InMemory(Linear)}, {InMemory(Sum("n"))}: expected x float32 [batch, 3], right float32 [batch, 2]; received x float32 [2, 3], right float32 [1, 2]. Make batch equal in dimension 0 of x (2) and dimension 0 of right (1).");
    }

    [TestMethod]
    public void Then_EqualNames_NeedNotBeListed()
    {
        using var negate = InferenceModel.Load(Negate("batch"));
        var pipeline = Pipeline.Of(negate).Then(negate, ("y", "x")).Then(negate, ("y", "x"));
        Assert.AreEqual("(x float32 [batch, 3]) -> (y float32 [batch, 3])", pipeline.Signature.ToString());
        CollectionAssert.AreEqual(new[] { -1f, -2f, -3f, -4f, -5f, -6f }, pipeline.Predict([1, 2, 3, 4, 5, 6]));
        using var taking = InferenceModel.Load(new OnnxModelBuilder().Input("y", 1, "m", 3).Output("z", 1, "m", 1).Weight("w", [1f, 1f, 1f], 3, 1).Node("MatMul", ["y", "w"], ["z"]).Build());
        Assert.AreEqual("(x float32 [batch, 3]) -> (z float32 [batch, 1])", Pipeline.Of(negate).Then(taking).Signature.ToString());
        CollectionAssert.AreEqual(new[] { -6f, -15f }, Pipeline.Of(negate).Then(taking).Predict([1, 2, 3, 4, 5, 6]));
    }

    [TestMethod]
    public void Then_SizesThatHaveNothingInCommon_GetNamesOfTheirOwn()
    {
        using var first = InferenceModel.Load(new OnnxModelBuilder().Input("a", 1, "n").Output("b", 7, 1).Node("Shape", ["a"], ["b"]).Build());
        using var second = InferenceModel.Load(new OnnxModelBuilder().Input("b", 7, 1).Input("c", 1, "n").Output("d", 1, "n").Node("Cast", ["b"], ["f"], ("to", 1L)).Node("Add", ["c", "f"], ["d"]).Build());
        var pipeline = Pipeline.Of(first).Then(second);
        Assert.AreEqual("(a float32 [n], c float32 [n_2]) -> (d float32 [n_2])", pipeline.Signature.ToString());
        var outputs = pipeline.Run(Named(("a", TensorData.Create(new float[5], 5)), ("c", TensorData.Create([1f, 2f], 2))));
        CollectionAssert.AreEqual(new[] { 6f, 7f }, outputs["d"].AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Then_WhatDoesNotFit_IsListedInOneError()
    {
        using var linear = InferenceModel.Load(Linear);
        using var pair = InferenceModel.Load(Pair);
        Fails<SignatureMismatchException>(
            () => Pipeline.Of(linear).Then(pair, ("y", "names"), ("z", "left"), ("y", "middle")),
            $"Pipeline of {InMemory(Linear)}, {InMemory(Pair)}: expected inputs left float32 [batch, 2], right float32 [batch, 2], names string [batch]; received y float32 [batch, 2]. "
            + "Give left one of the outputs so far in place of 'z'; name one of these inputs in place of 'middle'; give names string, which y is not; give names 1 dimension, which y does not have.");
        using var wide = InferenceModel.Load(Negate(4));
        Fails<SignatureMismatchException>(
            () => Pipeline.Of(linear).Then(wide, ("y", "x")),
            $"Pipeline of {InMemory(Linear)}, {InMemory(Negate(4))}: expected inputs x float32 [4, 3]; received y float32 [batch, 2]. Give x 3 in dimension 1, where y has 2.");
        Fails<SignatureMismatchException>(
            () => Pipeline.Of(linear).Then(wide, ("y", "x"), ("y", "x")).Then(linear),
            $"Pipeline of {InMemory(Linear)}, {InMemory(Negate(4))}: expected inputs x float32 [4, 3]; received y float32 [batch, 2]. Connect x once; give x 3 in dimension 1, where y has 2.");
        using var apart = InferenceModel.Load(Sum("n"));
        Fails<SignatureMismatchException>(
            () => Pipeline.Of(linear).Then(apart),
            $"Pipeline of {InMemory(Linear)}, {InMemory(Sum("n"))}: expected inputs left float32 [n, 2], right float32 [n, 2]; received y float32 [batch, 2]. Connect one of these inputs or more.");
    }

    [TestMethod]
    public void Then_SizesThatMustAgreeAndDoNot_AreRefused()
    {
        using var two = InferenceModel.Load(Two);
        using var sum = InferenceModel.Load(Sum("n"));
        Fails<SignatureMismatchException>(
            () => Pipeline.Of(two).Then(sum, ("a", "left"), ("b", "right")),
            $"Pipeline of {InMemory(Two)}, {InMemory(Sum("n"))}: expected inputs left float32 [n, 2], right float32 [n, 2]; received a float32 [2, 2], b float32 [3, 2]. Give right 2 in dimension 0, where b has 3.");
    }

    [TestMethod]
    public void Run_FailsLimitsCancellationAndDisposal_AreTyped()
    {
        using var negate = InferenceModel.Load(Negate("n"));
        using var endless = InferenceModel.Load(Endless, new InferenceOptions { TimeLimit = TimeSpan.FromMilliseconds(100) });
        using var first = InferenceModel.Load(new OnnxModelBuilder().Input("a", 1, 1).Output("x", 1, 1).Node("Neg", ["a"], ["x"]).Build());
        var slow = Pipeline.Of(first).Then(endless);
        var input = Named(("a", TensorData.Create([1f], 1)));
        Assert.ThrowsExactly<InferenceTimeoutException>(() => slow.Run(input));
        using var unlimited = InferenceModel.Load(Endless);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.ThrowsExactly<OperationCanceledException>(() => Pipeline.Of(first).Then(unlimited).Run(input, cancellation.Token));
        var third = InferenceModel.Load(Negate("n"));
        var disposed = Pipeline.Of(negate).Then(third, ("y", "x"));
        third.Dispose();
        Assert.AreEqual(typeof(InferenceModel).FullName, Assert.ThrowsExactly<ObjectDisposedException>(() => disposed.Predict(new float[3])).ObjectName);
        Assert.ThrowsExactly<SignatureMismatchException>(() => disposed.Predict(new float[4]));
        CollectionAssert.AreEqual(new[] { -1f, -2f, -3f }, negate.Predict([1, 2, 3]));
    }

    [TestMethod]
    public async Task Dispatcher_OfAPipeline_EqualsOneByOne()
    {
        using var linear = InferenceModel.Load(Linear);
        using var negate = InferenceModel.Load(new OnnxModelBuilder().Input("y", 1, "rows", 2).Output("z", 1, "rows", 2).Node("Neg", ["y"], ["z"]).Build());
        var pipeline = Pipeline.Of(linear).Then(negate);
        await using var dispatcher = new BatchDispatcher(pipeline, new BatchOptions { MaxBatchSize = 16 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => dispatcher.PredictAsync(new[] { i, 2f, 3f })));
        for (var i = 0; i < answers.Length; i++)
        {
            CollectionAssert.AreEqual(new[] { -(i + 23f), i - 20f }, answers[i]);
        }

        using var counted = InferenceModel.Load(Counted);
        Fails<InferenceException>(
            () => _ = new BatchDispatcher(Pipeline.Of(counted)),
            $"Dispatcher of pipeline of {InMemory(Counted)}: expected inputs and outputs whose first dim is the same open size, such as batch; received {counted.Signature}. Export the model with a dynamic batch, or call it without a dispatcher.");
    }

    [TestMethod]
    public void Run_EightThreads_GivesTheSame()
    {
        using var linear = InferenceModel.Load(Linear, new InferenceOptions { Threads = 1 });
        using var sum = InferenceModel.Load(Sum("n"), new InferenceOptions { Threads = 1 });
        var pipeline = Pipeline.Of(linear).Then(sum, ("y", "left"), ("y", "right"));
        var wrong = 0;
        Parallel.For(0, 4000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Interlocked.Add(ref wrong, pipeline.Predict([i, 2, 3]) is [var a, var b] && a == 2 * (i + 23f) && b == 2 * (20f - i) ? 0 : 1));
        Assert.AreEqual(0, wrong);
    }

    /// <summary>What a device of its own is run by: outputs bound to where the session makes them. On the CPU it gives the same.</summary>
    [TestMethod]
    public void Run_OutputsInPlace_AreTheSame()
    {
        var session = SessionFactory.Open(ModelSource.Of(Linear), new InferenceOptions());
        using var scope = new ValueScope();
        var inputs = scope.Pin([TensorData.Create([1f, 2f, 3f], 1, 3)]);
        foreach (var inPlace in new[] { true, false })
        {
            using var outputs = session.Run(inputs, [inPlace], CancellationToken.None);
            CollectionAssert.AreEqual(new[] { 24f, 19f }, outputs[0].GetTensorDataAsSpan<float>().ToArray());
        }

        session.Uses.Close();
    }

    [TestMethod]
    public void Run_OnCuda_KeepsValuesThere()
    {
        if (MachineReport.Create().Cuda.Problem() is { } problem)
        {
            Assert.Inconclusive($"No CUDA here: {problem}");
        }

        var options = new InferenceOptions { Device = Device.Cuda() };
        using var linear = InferenceModel.Load(Linear, options);
        using var sum = InferenceModel.Load(Sum("n"), options);
        CollectionAssert.AreEqual(new[] { 48f, 38f }, Pipeline.Of(linear).Then(sum, ("y", "left"), ("y", "right")).Predict([1, 2, 3]));
        using var cpu = InferenceModel.Load(Sum("n"), new InferenceOptions { Device = Device.Cpu });
        CollectionAssert.AreEqual(new[] { 48f, 38f }, Pipeline.Of(linear).Then(cpu, ("y", "left"), ("y", "right")).Predict([1, 2, 3]));
    }

    /// <summary>text string [rows] to ids int64 [rows] and their number.</summary>
    private static byte[] Tokenizer => new OnnxModelBuilder().Import("ai.onnx.ml", 2)
        .Input("text", OnnxModelBuilder.Text, "rows").Output("ids", OnnxModelBuilder.Int64, "rows").Output("length", OnnxModelBuilder.Int64)
        .NodeOf("ai.onnx.ml", "LabelEncoder", ["text"], ["ids"], ("keys_strings", new[] { "good", "bad" }), ("values_int64s", new[] { 1L, 2L }), ("default_int64", 0L)).Node("Size", ["ids"], ["length"]).Build();

    private static byte[] Classifier => new OnnxModelBuilder()
        .Input("input_ids", OnnxModelBuilder.Int64, "batch").Output("score", 1, "batch", 2).Weight("w", [1f, 2f, 3f, 4f, 5f, 6f], 3, 2).Node("Gather", ["w", "input_ids"], ["score"]).Build();

    private static byte[] Two => new OnnxModelBuilder().Input("x", 1, 1).Output("a", 1, 2, 2).Output("b", 1, 3, 2).Weight("p", [2L, 2L], 2).Weight("q", [3L, 2L], 2)
        .Node("Expand", ["x", "p"], ["a"]).Node("Expand", ["x", "q"], ["b"]).Build();

    private static byte[] Sum(string rows) => new OnnxModelBuilder().Input("left", 1, rows, 2).Input("right", 1, rows, 2).Output("sum", 1, rows, 2).Node("Add", ["left", "right"], ["sum"]).Build();

    private static byte[] Negate(object rows) => new OnnxModelBuilder().Input("x", 1, rows, 3).Output("y", 1, rows, 3).Node("Neg", ["x"], ["y"]).Build();
}
