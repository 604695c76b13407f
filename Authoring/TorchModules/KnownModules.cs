using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Authoring.TorchModules;

/// <summary>The modules of TorchSharp that a config can hold.</summary>
internal static class KnownModules
{
    private static readonly Lazy<IReadOnlyDictionary<Type, Func<nn.Module, ModuleSettings>>> readers = new(FindReaders);

    /// <summary>The types of these modules.</summary>
    public static IEnumerable<Type> Types => readers.Value.Keys;

    /// <summary>Whether modules of exactly this type have settings that can be read.</summary>
    public static bool Has(Type type) => readers.Value.ContainsKey(type);

    /// <summary>The settings of a module.</summary>
    /// <exception cref="ConfigException">A setting cannot be read.</exception>
    public static ModuleSettings SettingsOf(nn.Module module) => readers.Value[module.GetType()](module);

    private static Dictionary<Type, Func<nn.Module, ModuleSettings>> FindReaders()
    {
        var found = new Dictionary<Type, Func<nn.Module, ModuleSettings>>();
        var add = typeof(KnownModules).GetMethod(nameof(Add), BindingFlags.Static | BindingFlags.NonPublic)!;
        foreach (var settings in typeof(KnownModules).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ModuleSettings)) && !type.IsAbstract))
        {
            foreach (var reader in settings.GetInterfaces().Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ISettingsOf<,>)))
                add.MakeGenericMethod(reader.GetGenericArguments()).Invoke(null, [found]);
        }
        return found;
    }

    private static void Add<TModule, TSettings>(Dictionary<Type, Func<nn.Module, ModuleSettings>> found)
        where TModule : nn.Module where TSettings : ModuleSettings, ISettingsOf<TModule, TSettings> =>
        found.Add(typeof(TModule), module => TSettings.Of((TModule)module));
}
