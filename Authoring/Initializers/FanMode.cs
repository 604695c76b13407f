namespace OnnxForge.Authoring;

/// <summary>Which connections of a unit decide the size of its first weights.</summary>
public enum FanMode
{
    /// <summary>Those that come in.</summary>
    FanIn,

    /// <summary>Those that go out.</summary>
    FanOut,

    /// <summary>The mean of both.</summary>
    FanAverage,
}
