using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace OnnxForge.Inference.Hosting;

/// <summary>What holds for one model: the code's options, and over them the configuration's.</summary>
internal sealed record ModelSettings(string Path, InferenceOptions Options, BatchOptions Batching, TimeSpan ReloadInterval)
{
    /// <summary>The section of all models.</summary>
    public const string Section = "OnnxModels";

    /// <exception cref="OptionsValidationException">Settings are unknown or cannot be read; it names all of them.</exception>
    public static ModelSettings Read(ModelRegistration registration, IServiceProvider services)
    {
        var code = new ModelSettings(
            System.IO.Path.Combine(AppContext.BaseDirectory, registration.Path), registration.Options, registration.Batching?.Invoke(new BatchOptions()) ?? new BatchOptions(), registration.Reload ?? default);
        if (services.GetService<IConfiguration>() is not { } configuration)
        {
            return code;
        }

        var failures = new List<string>();
        var settings = Read(registration, code, new SettingsSection(configuration.GetSection($"{Section}:{registration.Name}"), failures));
        return failures.Count == 0 ? settings : throw new OptionsValidationException(registration.Name, typeof(InferenceOptions), failures);
    }

    private static ModelSettings Read(ModelRegistration registration, ModelSettings code, SettingsSection section)
    {
        var settings = code with
        {
            Path = System.IO.Path.Combine(AppContext.BaseDirectory, section.Text(nameof(Path)) ?? code.Path),
            Options = Read(code.Options, section),
        };
        if (registration.Batching is not null && section.Inner("Batching") is { } batching)
        {
            settings = settings with { Batching = Read(code.Batching, batching) };
        }

        if (registration.Reload is not null && section.Inner("Reload") is { } reload)
        {
            settings = settings with { ReloadInterval = reload.Time("Interval") ?? code.ReloadInterval };
            reload.End();
        }

        section.End();
        return settings;
    }

    private static InferenceOptions Read(InferenceOptions code, SettingsSection section) => new()
    {
        Device = ReadDevice(section) ?? code.Device,
        Threads = section.Number(nameof(InferenceOptions.Threads)) ?? code.Threads,
        AllowSpinning = section.Flag(nameof(InferenceOptions.AllowSpinning)) ?? code.AllowSpinning,
        CpuArena = section.Flag(nameof(InferenceOptions.CpuArena)) ?? code.CpuArena,
        Sessions = section.Number(nameof(InferenceOptions.Sessions)) ?? code.Sessions,
        Optimization = section.Choice<GraphOptimization>(nameof(InferenceOptions.Optimization)) ?? code.Optimization,
        TimeLimit = section.Time(nameof(InferenceOptions.TimeLimit)) ?? code.TimeLimit,
        ShareThreads = section.Flag(nameof(InferenceOptions.ShareThreads)) ?? code.ShareThreads,
        WarmUp = section.Flag(nameof(InferenceOptions.WarmUp)) ?? code.WarmUp,
        CacheDirectory = section.Text(nameof(InferenceOptions.CacheDirectory)) ?? code.CacheDirectory,
        Trusted = section.Flag(nameof(InferenceOptions.Trusted)) ?? code.Trusted,
        ExpectedSha256 = section.Text(nameof(InferenceOptions.ExpectedSha256)) ?? code.ExpectedSha256,
    };

    private static BatchOptions Read(BatchOptions code, SettingsSection section)
    {
        var options = new BatchOptions
        {
            MaxBatchSize = section.Number(nameof(BatchOptions.MaxBatchSize)) ?? code.MaxBatchSize,
            MaxDelay = section.Time(nameof(BatchOptions.MaxDelay)) ?? code.MaxDelay,
            QueueCapacity = section.Number(nameof(BatchOptions.QueueCapacity)) ?? code.QueueCapacity,
            WhenFull = section.Choice<QueueFullMode>(nameof(BatchOptions.WhenFull)) ?? code.WhenFull,
        };
        section.End();
        return options;
    }

    private static Device? ReadDevice(SettingsSection section)
    {
        if (section.Text(nameof(InferenceOptions.Device)) is not { } text)
        {
            return null;
        }

        try
        {
            var device = Device.Parse(text);
            if (device.CudaId is { } id)
            {
                return section.Inner("CudaOptions") is { } cuda ? Device.Cuda(id, ReadCuda(cuda)) : device;
            }

            return device.IsProvider && section.Inner("ProviderOptions") is { } options ? Device.Provider(device.Name, options.Pairs()) : device;
        }
        catch (InferenceException error)
        {
            section.Refuse(nameof(InferenceOptions.Device), error.Expected, $"'{text}'");
            return null;
        }
    }

    private static CudaOptions ReadCuda(SettingsSection section)
    {
        var defaults = new CudaOptions();
        var options = new CudaOptions
        {
            MemoryLimit = section.LargeNumber(nameof(CudaOptions.MemoryLimit)),
            Tf32 = section.Flag(nameof(CudaOptions.Tf32)) ?? defaults.Tf32,
            ConvolutionSearch = section.Choice<CudaConvolutionSearch>(nameof(CudaOptions.ConvolutionSearch)) ?? defaults.ConvolutionSearch,
            LargeConvolutionWorkspace = section.Flag(nameof(CudaOptions.LargeConvolutionWorkspace)) ?? defaults.LargeConvolutionWorkspace,
            ArenaGrowth = section.Choice<CudaArenaGrowth>(nameof(CudaOptions.ArenaGrowth)) ?? defaults.ArenaGrowth,
            Graphs = section.Flag(nameof(CudaOptions.Graphs)) ?? defaults.Graphs,
            RefuseCpuNodes = section.Flag(nameof(CudaOptions.RefuseCpuNodes)) ?? defaults.RefuseCpuNodes,
        };
        section.End();
        return options;
    }
}
