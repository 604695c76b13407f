using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring.TorchModules;

/// <summary>A setting of one of libtorch's own modules that neither TorchSharp nor its parameters tell. Its place in the module's memory is found once a process,
/// as the first one that holds the known value of each of several samples; where there is none the setting is refused, never guessed.</summary>
/// <typeparam name="T">The type that libtorch keeps it in.</typeparam>
/// <param name="samples">Modules of the type with the values that they were made with.</param>
internal sealed class NativeSetting<T>(Func<IEnumerable<(nn.Module Module, T Value)>> samples) where T : unmanaged, IEquatable<T>
{
    private const int Farthest = 2048;

    private readonly Lazy<int?> place = new(() => Find(samples));

    /// <summary>A setting that a factory takes.</summary>
    /// <param name="make">A small module with a value of the setting.</param>
    /// <param name="values">Values that are unlikely to stand elsewhere in its memory.</param>
    public NativeSetting(Func<T, nn.Module> make, params T[] values) : this(() => values.Select(value => (make(value), value))) { }

    /// <summary>Where the setting stands in the module's memory, in bytes; null where that is not known.</summary>
    public int? Place => place.Value;

    /// <summary>The setting of a module.</summary>
    /// <exception cref="ConfigException">Its place in libtorch's memory is not known.</exception>
    public T Read(nn.Module module)
    {
        var value = Read(NativeModule.Address(module));
        GC.KeepAlive(module);
        return value;
    }

    /// <summary>The setting of the module at an address.</summary>
    public T Read(nint address)
    {
        if (Place is { } offset) return Value(address, offset);
        throw new ConfigException($"libtorch {torch.__version__}", $"a module with a setting of type {TypeNames.Short(typeof(T))} at a known place", "none that fits modules of known settings",
            "Wrap the module in a Layer of your own whose constructor parameters make it.");
    }

    private static int? Find(Func<IEnumerable<(nn.Module Module, T Value)>> samples)
    {
        using var random = new RandomState();
        using var scope = NewDisposeScope();
        var made = samples().ToList();
        try
        {
            var known = made.Select(sample => (Address: NativeModule.Address(sample.Module), sample.Value)).ToList();
            var size = Marshal.SizeOf<T>();
            // The first place, and nothing behind it is read: what lies behind the module is not its own.
            for (var offset = 0; offset < Farthest; offset += size)
            {
                if (known.All(sample => Value(sample.Address, offset).Equals(sample.Value))) return offset;
            }
            return null;
        }
        finally
        {
            foreach (var (module, _) in made) module.Dispose();
        }
    }

    private static unsafe T Value(nint address, int offset) => *(T*)(address + offset);
}

/// <summary>Where libtorch keeps a module.</summary>
internal static class NativeModule
{
    private static readonly FieldInfo? handle = typeof(nn.Module).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    /// <summary>A setting that is on or off, or one of a few kinds; the alternation is one that no other byte shows.</summary>
    public static NativeSetting<byte> Switch(Func<bool, nn.Module> make) => new(value => make(value == 1), 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1);

    /// <summary>The address of libtorch's object; TorchSharp holds a pointer to a shared pointer to it.</summary>
    /// <exception cref="ConfigException">TorchSharp keeps it elsewhere than it did.</exception>
    public static nint Address(nn.Module module) => handle?.GetValue(module) is SafeHandle { IsInvalid: false } shared
        ? Marshal.ReadIntPtr(shared.DangerousGetHandle())
        : throw new ConfigException(module.GetName(), "a module of libtorch", $"one that TorchSharp {typeof(torch).Assembly.GetName().Version} keeps in another way",
            "Wrap it in a Layer of your own whose constructor parameters make it.");
}
