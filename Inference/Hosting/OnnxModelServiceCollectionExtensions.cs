using OnnxForge.Inference;
using OnnxForge.Inference.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Puts models into an application's services.</summary>
/// <remarks>Each model is a singleton, loaded and warmed up while the host starts: a file that is missing or damaged fails the start. Without a host it is loaded when it is first
/// asked for. The container disposes of it. The section OnnxModels:NAME of the application's configuration, where NAME is the builder's <see cref="OnnxModelBuilder.Name"/>,
/// has the last word over the options in code: every property of <see cref="InferenceOptions"/> by its name, Path, and CudaOptions or ProviderOptions beside Device.</remarks>
public static class OnnxModelServiceCollectionExtensions
{
    /// <summary>Adds a model as <see cref="InferenceModel"/>. Its name is the file's, without folder and extension.</summary>
    /// <param name="services">The services.</param>
    /// <param name="path">The .onnx file; a relative path starts in the application's folder, <see cref="AppContext.BaseDirectory"/>.</param>
    /// <param name="configure">Changes the options, as in <c>options => options with { Threads = 2 }</c>; it is given the defaults with <see cref="InferenceOptions.WarmUp"/>. Null to leave them so.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="InvalidOperationException">There is such a service, or a model of this name, already.</exception>
    public static OnnxModelBuilder AddOnnxModel(this IServiceCollection services, string path, Func<InferenceOptions, InferenceOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new OnnxModelBuilder(services, Path.GetFileNameWithoutExtension(path), null, typeof(InferenceModel), path, configure)
            .AddModel(static model => model, static model => model);
    }

    /// <summary>Adds a model behind a class of its own. Its name is the class's.</summary>
    /// <typeparam name="TModel">The class, as the source generator writes it.</typeparam>
    /// <inheritdoc cref="AddOnnxModel(IServiceCollection, string, Func{InferenceOptions, InferenceOptions}?)"/>
    public static OnnxModelBuilder AddOnnxModel<TModel>(this IServiceCollection services, string path, Func<InferenceOptions, InferenceOptions>? configure = null)
        where TModel : class, IOnnxModel<TModel>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new OnnxModelBuilder(services, typeof(TModel).Name, null, typeof(TModel), path, configure)
            .AddModel(TModel.Create, static model => model.Model);
    }

    /// <summary>Adds a model as keyed <see cref="InferenceModel"/>: parameters marked <c>[FromKeyedServices(key)]</c> receive it. Its name is the key's text.</summary>
    /// <param name="services">The services.</param>
    /// <param name="key">The key; its text must not be empty.</param>
    /// <param name="path">The .onnx file; a relative path starts in the application's folder, <see cref="AppContext.BaseDirectory"/>.</param>
    /// <param name="configure">Changes the options, as in <c>options => options with { Threads = 2 }</c>; it is given the defaults with <see cref="InferenceOptions.WarmUp"/>. Null to leave them so.</param>
    /// <exception cref="ArgumentException">The path or the key's text is empty.</exception>
    /// <exception cref="InvalidOperationException">There is such a service, or a model of this name, already.</exception>
    public static OnnxModelBuilder AddKeyedOnnxModel(this IServiceCollection services, object key, string path, Func<InferenceOptions, InferenceOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new OnnxModelBuilder(services, NameOf(key), key, typeof(InferenceModel), path, configure)
            .AddModel(static model => model, static model => model);
    }

    /// <summary>Adds a model behind a class of its own as a keyed service: parameters marked <c>[FromKeyedServices(key)]</c> receive it. Its name is the key's text.</summary>
    /// <typeparam name="TModel">The class, as the source generator writes it.</typeparam>
    /// <inheritdoc cref="AddKeyedOnnxModel(IServiceCollection, object, string, Func{InferenceOptions, InferenceOptions}?)"/>
    public static OnnxModelBuilder AddKeyedOnnxModel<TModel>(this IServiceCollection services, object key, string path, Func<InferenceOptions, InferenceOptions>? configure = null)
        where TModel : class, IOnnxModel<TModel>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new OnnxModelBuilder(services, NameOf(key), key, typeof(TModel), path, configure)
            .AddModel(TModel.Create, static model => model.Model);
    }

    private static string NameOf(object key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.ToString() is { Length: > 0 } name ? name : throw new ArgumentException("The key: expected an object with a text; received one without. Give a text or a value of an enum.", nameof(key));
    }
}
