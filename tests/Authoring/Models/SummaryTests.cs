using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class SummaryTests
{
    [TestMethod]
    public void Summary_OfASequential_ShowsShapesAndWeights()
    {
        using var model = new Sequential([new Dense(30, new Relu(), name: "hidden"), nn.Dropout(0.2), new Dense(1)], input: [8], name: "regressor");
        ((Dense)model.Layers[0]).Kernel.requires_grad = false;
        AssertSummary("""
            Sequential "regressor": [?, 8] to [?, 1]

            Layer     Type            Output   Weights                    Parameters  Trainable
            layers.0  Dense "hidden"  [?, 30]  kernel [8, 30], bias [30]         270  partly
            layers.1  Dropout         [?, 30]
            layers.2  Dense           [?, 1]   kernel [30, 1], bias [1]           31  yes

            Total: 301 parameters, 61 trainable, 240 not trainable
            """, model);
    }

    [TestMethod]
    public void Summary_OfAFunctionalModel_ShowsConnections()
    {
        var (wide, deep) = (GraphTensor.Input([3], name: "wide"), GraphTensor.Input([5], name: "deep"));
        var shared = new Dense(5, new Elu());
        var hidden = shared.call(shared.call(deep));
        using var model = new MultiFunctionalModel([wide, deep], [new Dense(1).call(new Concatenate().call(wide, hidden)).Named("price"), nn.Linear(5, 2).call(hidden)]);
        AssertSummary("""
            MultiFunctionalModel: wide [?, 3], deep [?, 5] to price (layers.2) [?, 1], output_1 (layers.3) [?, 2]

            Layer     Type         Output  Connected to             Weights                  Parameters  Trainable
            wide      input        [?, 3]
            deep      input        [?, 5]
            layers.0  Dense        [?, 5]  deep; layers.0 (call 1)  kernel [5, 5], bias [5]          30  yes
            layers.1  Concatenate  [?, 8]  wide, layers.0 (call 2)
            layers.2  Dense        [?, 1]  layers.1                 kernel [8, 1], bias [1]           9  yes
            layers.3  Linear       [?, 2]  layers.0 (call 2)        weight [2, 5], bias [2]          12  yes

            Total: 51 parameters, 51 trainable, 0 not trainable
            """, model);
    }

    [TestMethod]
    public void Summary_OfASubclass_ShowsSharedLayersOnce()
    {
        using var model = new Translator();
        AssertSummary("""
            Translator: not built, so that shapes and weights are not known; call it on a batch, or EnsureBuilt([-1, features])

            Layer    Type       Output     Weights                           Parameters  Trainable
            words    Embedding             weight [20, 6]                           120  yes
            encoder  GRU                   weight_ih_l0 [18, 6],                    252  yes
                                           weight_hh_l0 [18, 6],
                                           bias_ih_l0 [18], bias_hh_l0 [18]
            shared   Dense      not built
            heads.0  Dense      not built
            heads.1  Dense      not built

            Total: 372 parameters, 372 trainable, 0 not trainable
            """, model);
        model.call(zeros(2, 7, ScalarType.Int64));
        AssertSummary("""
            Translator: [?, 7] to [?, 7, 2]

            Layer    Type       Output                Weights                           Parameters  Trainable
            words    Embedding  [?, 7, 6]             weight [20, 6]                           120  yes
            encoder  GRU        [?, 7, 6], [1, ?, 6]  weight_ih_l0 [18, 6],                    252  yes
                                                      weight_hh_l0 [18, 6],
                                                      bias_ih_l0 [18], bias_hh_l0 [18]
            shared   Dense      [?, 7, 6]             kernel [6, 6], bias [6]                   42  yes
            heads.0  Dense      [?, 7, 2]             kernel [6, 2], bias [2]                   14  yes
            heads.1  Dense      not built

            Total: 428 parameters, 428 trainable, 0 not trainable
            """, model);
    }

    [TestMethod]
    public void Summary_OfPlainModules_ShowsTheirShapes()
    {
        using var model = new Sequential([nn.Conv2d(3, 8, 3, padding: 1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
            nn.Sequential(("squeeze", nn.AdaptiveAvgPool2d(1)), ("flat", nn.Flatten())), nn.Linear(8, 4)], input: [3, 32, 32]);
        AssertSummary("""
            Sequential: [?, 3, 32, 32] to [?, 4]

            Layer             Type               Output          Weights                        Parameters  Trainable
            layers.0          Conv2d             [?, 8, 32, 32]  weight [8, 3, 3, 3], bias [8]         224  yes
            layers.1          BatchNorm2d        [?, 8, 32, 32]  weight [8], bias [8]                   16  yes
            layers.2          ReLU               [?, 8, 32, 32]
            layers.3          MaxPool2d          [?, 8, 16, 16]
            layers.4          Sequential         [?, 8]
            layers.4.squeeze  AdaptiveAvgPool2d  [?, 8, 1, 1]
            layers.4.flat     Flatten            [?, 8]
            layers.5          Linear             [?, 4]          weight [4, 8], bias [4]                36  yes

            Total: 276 parameters, 276 trainable, 0 not trainable
            """, model);
    }

    [TestMethod]
    public void Summary_OfAModelThatFailsOnZeros_SaysSo()
    {
        using var model = new Inverter();
        model.call(eye(3).expand(2, 3, 3));
        AssertSummary("""
            Inverter: [?, 3, 3]; shapes of outputs are not known, for a trial on zeros failed: linalg.inv: (Batch element 0): The diagonal element 1 is zero, the inversion could not be completed because the input matrix is singular.

            Layer   Type   Weights                  Parameters  Trainable
            output  Dense  kernel [3, 1], bias [1]           4  yes

            Total: 4 parameters, 4 trainable, 0 not trainable
            """, model);
    }

    [TestMethod]
    public void Summary_OfLongCells_GoesOnInTheNextLine()
    {
        using var model = new Sequential([nn.TransformerEncoderLayer(6, 3, 10), new Sequential([new Sequential([new Dense(2, name: "a layer with a name that is far too long")])])], input: [4, 6]);
        AssertSummary("""
            Sequential: [?, 4, 6] to [?, 4, 2]

            Layer                       Type                        Output     Weights                              Parameters  Trainable
            layers.0                    TransformerEncoderLayer     [?, 4, 6]  self_attn.in_proj_weight [18, 6],           328  yes
                                                                               self_attn.in_proj_bias [18],
                                                                               self_attn.out_proj.weight [6, 6],
                                                                               self_attn.out_proj.bias [6],
                                                                               linear1.weight [10, 6],
                                                                               linear1.bias [10],
                                                                               linear2.weight [6, 10],
                                                                               linear2.bias [6], norm1.weight [6],
                                                                               norm1.bias [6], norm2.weight [6],
                                                                               norm2.bias [6]
            layers.1                    Sequential                  [?, 4, 2]
            layers.1.layers.0           Sequential                  [?, 4, 2]
            layers.1.layers.0.layers.0  Dense "a layer with a name  [?, 4, 2]  kernel [6, 2], bias [2]                      14  yes
                                        that is far too long"

            Total: 342 parameters, 342 trainable, 0 not trainable
            """, model);
    }

    [TestMethod]
    public void Summary_LeavesModesAndRandomNumbersAsTheyWere()
    {
        var (frozen, norm) = (nn.Sequential(nn.Dropout(0.5), nn.BatchNorm1d(8)), nn.BatchNorm1d(8));
        using var model = new Sequential([frozen, norm, new Dense(1)], input: [8]);
        frozen.eval();
        manual_seed(4);
        var expected = rand(2);
        manual_seed(4);
        model.Summary();
        Assert.IsTrue(expected.equal(rand(2)).all().item<bool>());
        Assert.AreEqual("True, False, False, False, True, True",
            string.Join(", ", new nn.Module[] { model, frozen, (nn.Module)frozen[0], (nn.Module)frozen[1], norm, model.Layers[2] }.Select(module => module.training)));
    }

    private static void AssertSummary<TInput, TOutput>(string expected, Model<TInput, TOutput> model) =>
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), model.Summary());

    private sealed class Translator : Model
    {
        private readonly TorchSharp.Modules.Embedding words = nn.Embedding(20, 6);
        private readonly TorchSharp.Modules.GRU encoder = nn.GRU(6, 6, batchFirst: true);
        private readonly Dense shared = new(6);
        private readonly Dense[] heads = [new(2), new(3)];

        public override Tensor forward(Tensor input)
        {
            var encoded = encoder.call(words.call(input)).Item1;
            return heads[0].call(shared.call(shared.call(encoded)));
        }
    }

    private sealed class Inverter : Model
    {
        private readonly Dense output = new(1);

        public override Tensor forward(Tensor input) => output.call(linalg.inv(input));
    }
}
