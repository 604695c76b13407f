using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] callbacks =
    [
        (new EarlyStopping(patience: 3, baseline: 0.5), "early-stopping",
            """{"monitor":"val_loss","minDelta":0,"patience":3,"mode":"auto","baseline":0.5,"restoreBestWeights":false,"startFromEpoch":0}"""),
        (new ReduceLearningRateOnPlateau("loss", 0.5, 2, MonitorMode.Min, 0, 1, 0.001), "reduce-learning-rate-on-plateau",
            """{"monitor":"loss","factor":0.5,"patience":2,"mode":"min","minDelta":0,"cooldown":1,"minRate":0.001}"""),
        (new ModelCheckpoint("best.forge", bestOnly: true), "model-checkpoint", """{"path":"best.forge","bestOnly":true,"monitor":"val_loss","mode":"auto","keep":null}"""),
        (new CsvLogger("log.csv", ";"), "csv-logger", """{"path":"log.csv","separator":";","append":false}"""),
        (new TensorBoard("runs"), "tensor-board", """{"folder":"runs"}"""),
        (new TerminateOnNaN(), "terminate-on-nan", "{}"),
        (new LearningRateScheduler(new ExponentialDecay(0.1, 10, 0.9)), "learning-rate-scheduler",
            """{"schedule":{"type":"onnxforge/exponential-decay","version":1,"config":{"initialRate":0.1,"decaySteps":10,"decayRate":0.9,"staircase":false}}}"""),
    ];
}
