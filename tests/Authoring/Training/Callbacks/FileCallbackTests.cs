using System.Buffers.Binary;
using System.Text;
using OnnxForge.Authoring;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class FileCallbackTests
{
    private static readonly Tensor x = ones(4, 2), y = ones(4, 1);

    [TestMethod]
    public void ModelCheckpoint_NamesFilesByEpochAndValues_AndKeepsTheLast()
    {
        using var folder = new TemporaryFolder();
        var checkpoint = new ModelCheckpoint(Path.Combine(folder.Path, "run", "epoch-{epoch:000}-{loss:0.00}.forge"), keep: 2);
        var history = Fit(Line(), new FitOptions { Epochs = 4, Callbacks = [checkpoint] });
        var expected = history.Epochs.Skip(2).Select(epoch => FormattableString.Invariant($"epoch-{epoch.Epoch:000}-{epoch.Values["loss"]:0.00}.forge")).ToArray();
        CollectionAssert.AreEqual(expected, Directory.GetFiles(Path.Combine(folder.Path, "run")).Select(Path.GetFileName).Order().ToArray());
        CollectionAssert.AreEqual(expected, checkpoint.Files.Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void ModelCheckpoint_OfTheBest_HasTheBestEpochsWeights()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "best.forge");
        var model = Line();
        var best = Array.Empty<float>();
        var history = Fit(model, new FitOptions
        {
            Epochs = 5,
            Callbacks = [new ModelCheckpoint(path, bestOnly: true, monitor: "loss"), new LearningRateScheduler(epoch => epoch < 3 ? 0.1 : 5),
                new LambdaCallback { EpochEnd = (_, epoch) => { if (epoch.Epoch == 3) best = Kernel(model); } }],
        });
        Assert.AreEqual(3, history.Best("loss").Epoch);
        CollectionAssert.AreEqual(best, Kernel((Sequential)ModelBundle.Load(path, new CustomObjectRegistry()).Model));
    }

    [TestMethod]
    public void ModelCheckpoint_WithAnUnknownName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        ConfigContract.Error<ConfigException>("ModelCheckpoint, path: expected names of epoch, loss; received {val_loss}. Correct the path.",
            () => Fit(Line(), new FitOptions { Callbacks = [new ModelCheckpoint(Path.Combine(folder.Path, "{val_loss}.forge"))] }));
        ConfigContract.Error<ConfigException>("ModelCheckpoint: expected 1 or more files to keep; received 0. Give a number of 1 or more, or null for all.",
            () => _ = new ModelCheckpoint("x", keep: 0));
    }

    [TestMethod]
    public void CsvLogger_WritesARowAnEpoch_AndGoesOn()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "log.csv");
        File.WriteAllText(path, "old");
        var model = Line();
        var history = Fit(model, new FitOptions { Epochs = 2, Validation = (x, y), Callbacks = [new CsvLogger(path)] });
        using var whole = new StringWriter();
        history.WriteCsv(whole);
        Assert.AreEqual(whole.ToString(), File.ReadAllText(path));
        Assert.StartsWith("epoch,loss,val_loss\n1,", whole.ToString());
        Assert.AreEqual(history["val_loss"][1], double.Parse(File.ReadAllLines(path)[2].Split(',')[2]));
        var more = Fit(model, new FitOptions { Epochs = 3, InitialEpoch = 2, Callbacks = [new CsvLogger(path, append: true)] });
        Assert.AreEqual(FormattableString.Invariant($"3,{more["loss"][0]:R},"), File.ReadAllLines(path)[3]);
    }

    [TestMethod]
    public void TensorBoard_WritesEventFilesOfTwoRuns()
    {
        using var folder = new TemporaryFolder();
        var history = Fit(Line(), new FitOptions { Epochs = 2, Validation = (x, y), Callbacks = [new TensorBoard(folder.Path)] });
        var train = Scalars(Path.Combine(folder.Path, "train"));
        var validation = Scalars(Path.Combine(folder.Path, "validation"));
        Assert.AreEqual("epoch_loss 1, epoch_learning_rate 1, epoch_loss 2, epoch_learning_rate 2", string.Join(", ", train.Select(scalar => $"{scalar.Tag} {scalar.Step}")));
        Assert.AreEqual("epoch_loss 1, epoch_loss 2", string.Join(", ", validation.Select(scalar => $"{scalar.Tag} {scalar.Step}")));
        Assert.AreEqual((float)history["loss"][1], train[2].Value);
        Assert.AreEqual(0.1f, train[1].Value);
        Assert.AreEqual((float)history["val_loss"][0], validation[0].Value);
    }

    private static History Fit(Sequential model, FitOptions options)
    {
        if (model.Optimizer is null) model.Compile(new MeanSquaredError(), new StochasticGradientDescent(0.1));
        return model.Fit(x, y, options);
    }

    private static Sequential Line() => new([new Dense(1, kernelInitializer: new Constant(0.1))]);

    private static float[] Kernel(Sequential model) => ((Dense)model.Layers[0]).Kernel.data<float>().ToArray();

    // TFRecord: length (8 bytes), its checksum (4), an event, its checksum (4). Event: wall time, field 2 the step, field 5 a summary of one value (field 1 tag, field 2 number).
    private static List<(string Tag, long Step, float Value)> Scalars(string folder)
    {
        var bytes = File.ReadAllBytes(Directory.GetFiles(folder).Single());
        var scalars = new List<(string, long, float)>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            var record = bytes.AsSpan(at + 12, length);
            at += 12 + length + 4;
            if (record[9] != 0x10) continue;
            var value = record[^4..];
            var tagLength = record[16];
            scalars.Add((Encoding.UTF8.GetString(record.Slice(17, tagLength)), record[10], BinaryPrimitives.ReadSingleLittleEndian(value)));
        }
        return scalars;
    }
}
