namespace OnnxForge.Export;

/// <summary>A scope in which types are not converted silently: an operator whose operands differ in type is an error with its name, the types, and the C# line.</summary>
/// <remarks>
/// <code>
/// using var strict = StrictDtypes.Begin();
/// var sum = x + y.to(ScalarType.Float32);
/// </code>
/// <para>A number takes the type of the tensor beside it where it is of its kind or a narrower one (2 beside float32, not 0.5 beside int64), and a tensor without dimensions that of
/// one with dimensions where both are integers, or both floating, or both complex; one that is written in place counts as a number. All else must be cast. Indices, masks and conditions are of a type of their own and are no operands; what
/// <c>backward</c> and casts do inside is libtorch's own affair.</para>
/// <para>libtorch cannot be stopped in the middle of an operator from C#, so the operator's result is still computed: the error of the first one comes from <see cref="Check"/>,
/// and at the latest when the scope ends, in place of any error that the mixed types led to in the meantime.</para>
/// <para>The scope is the calling thread's: others are not watched, and it must end on the thread where it began, so no <c>await</c> may stand inside. It works on x64.</para>
/// </remarks>
public sealed class StrictDtypes : IDisposable
{
    [ThreadStatic] private static StrictDtypes? current;

    private readonly StrictDtypes? outer;
    private readonly DtypeWatch watch;
    private readonly Thread thread = Thread.CurrentThread;
    private readonly ulong handle;
    private bool ended;
    private bool told;

    private StrictDtypes()
    {
        OperatorObserver.RequireX64(nameof(StrictDtypes), "Check types on an x64 machine.");
        outer = current;
        watch = outer?.watch ?? new DtypeWatch(ObserverCalibration.Layout);
        handle = outer?.handle ?? OperatorObserver.Watch(watch);
        current = this;
    }

    /// <summary>Starts a scope on the calling thread; scopes nest.</summary>
    /// <exception cref="PlatformNotSupportedException">The processor is not x64.</exception>
    public static StrictDtypes Begin() => new();

    /// <summary>Runs a function inside a scope of its own.</summary>
    /// <param name="function">What to run, on the calling thread.</param>
    /// <exception cref="MixedDtypesException">An operator mixed types.</exception>
    public static T Run<T>(Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        using var strict = Begin();
        return function();
    }

    /// <summary>Fails when an operator has mixed types since the scope began.</summary>
    /// <exception cref="MixedDtypesException">An operator mixed types; the first one is told.</exception>
    public void Check()
    {
        if (watch.First is not { } first) return;
        told = true;
        throw first;
    }

    /// <summary>Ends the scope.</summary>
    /// <exception cref="MixedDtypesException">An operator mixed types, and <see cref="Check"/> has not told it.</exception>
    /// <exception cref="InvalidOperationException">The scope began on another thread, or one inside of it has not ended.</exception>
    public void Dispose()
    {
        if (ended) return;
        if (thread != Thread.CurrentThread || current != this)
        {
            throw new InvalidOperationException("StrictDtypes: expected the end of the scope that began last, on its thread; received another one. "
                + "Put the scope in a using statement without await inside.");
        }
        (ended, current) = (true, outer);
        if (outer is null && OperatorObserver.EndWatch(handle) is { } failure) throw failure;
        if (!told && outer is null) Check();
    }
}
